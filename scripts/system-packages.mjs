// The system's programs that kbisect needs: which Debian package has them, and why we want it.
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram, StepError } from './steps.mjs'

/**
 * @typedef {object} SystemPackage
 * @property {string} name Debian's name
 * @property {string} why
 * @property {readonly string[]} needs programs, found in PATH, or absolute files: the package
 * counts as there when all are
 * @property {'demo' | 'tests'} [only] who alone needs it
 * @property {() => boolean} [present] for what `needs` cannot say
 */

/** @type {SystemPackage[]} */
export const SYSTEM_PACKAGES = [
  { name: 'build-essential', why: 'gcc and make for x86_64 kernels', needs: ['gcc', 'make', 'ld'] },
  { name: 'bc', why: 'kernel builds compute time constants with it', needs: ['bc'] },
  { name: 'bison', why: 'kernel builds make the parser of Kconfig with it', needs: ['bison'] },
  { name: 'flex', why: 'kernel builds make the scanner of Kconfig with it', needs: ['flex'] },
  { name: 'libssl-dev', why: 'kernel builds sign with it', needs: ['/usr/include/openssl/ssl.h'] },
  { name: 'libelf-dev', why: 'objtool of x86_64 kernels reads object files with it', needs: ['/usr/include/gelf.h'] },
  { name: 'ccache', why: 'rebuilds take a tenth of the time', needs: ['ccache'] },
  { name: 'bubblewrap', why: 'the sandbox around builds and emulators', needs: ['bwrap'] },
  {
    name: 'gcc-arm-linux-gnueabi',
    why: 'arm kernels of any age',
    needs: ['arm-linux-gnueabi-gcc', 'arm-linux-gnueabi-ld'],
  },
  { name: 'gcc-aarch64-linux-gnu', why: 'arm64 kernels', needs: ['aarch64-linux-gnu-gcc', 'aarch64-linux-gnu-ld'] },
  { name: 'qemu-system-arm', why: 'boots arm and arm64 kernels', needs: ['qemu-system-arm', 'qemu-system-aarch64'] },
  { name: 'qemu-system-x86', why: 'boots x86_64 kernels', needs: ['qemu-system-x86_64'] },
  {
    name: 'busybox-static',
    why: 'the user space of the kernels under test',
    needs: ['busybox'],
    present: busyboxIsStatic,
  },
  { name: 'xz-utils', why: "unpacks a distribution's kernel source", needs: ['xz'] },
  { name: 'cpio', why: 'kernel builds archive their headers with it', needs: ['cpio'] },
  { name: 'rsync', why: 'kernel builds install headers with it', needs: ['rsync'] },
  { name: 'git', why: 'the histories to bisect', needs: ['git'] },
  { name: 'redis-server', why: 'the private queue, where no REDIS_URL is set', needs: ['redis-server'] },
  { name: 'postgresql', why: 'the private database, where no DATABASE_URL is set', needs: [], present: hasPostgres },
  {
    name: 'linux-source-6.1',
    why: 'the Linux history of the demo is made from it',
    needs: ['/usr/src/linux-source-6.1.tar.xz'],
    only: 'demo',
  },
  { name: 'clang', why: 'tests build the toy kernel with both compilers', needs: ['clang'], only: 'tests' },
  { name: 'lld', why: 'the linker of clang', needs: ['ld.lld'], only: 'tests' },
  { name: 'llvm', why: 'the binary tools of clang', needs: ['llvm-objcopy', 'llvm-nm'], only: 'tests' },
  { name: 'gcc-11', why: 'tests search on hosts with different compilers', needs: ['gcc-11'], only: 'tests' },
  { name: 'curl', why: 'tests run the commands of docs/api.md', needs: ['curl'], only: 'tests' },
  { name: 'python3', why: 'tests run an example of docs/webhooks.md', needs: ['python3'], only: 'tests' },
  { name: 'chromium', why: 'tests look at the dashboard with it', needs: ['chromium'], only: 'tests' },
]

/**
 * @returns {string | undefined} the first directory's file of that name in PATH or the system's
 * directories
 */
function findProgram(/** @type {string} */ name) {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/bin', '/bin']
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path))
}

function busyboxIsStatic() {
  const path = findProgram('busybox')
  if (!path) return false
  const head = Buffer.alloc(4096)
  const file = openSync(path, 'r')
  readSync(file, head, 0, head.length, 0)
  closeSync(file)
  // A dynamic program names its loader near its start; a guest has none.
  return !/\/ld-(linux|musl)/.test(head.toString('latin1'))
}

function hasPostgres() {
  const versioned = '/usr/lib/postgresql'
  const directories = existsSync(versioned)
    ? readdirSync(versioned).map((version) => join(versioned, version, 'bin'))
    : []
  const all = (/** @type {string} */ directory) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(directory, name)))
  return directories.some(all) || (findProgram('initdb') !== undefined && findProgram('postgres') !== undefined)
}

/**
 * @param {{ demo?: boolean, tests?: boolean }} wanted
 * @returns {SystemPackage[]} what is not there
 */
export function missingPackages(wanted) {
  const isThere = (/** @type {SystemPackage} */ { needs, present }) =>
    needs.every((need) => (need.startsWith('/') ? existsSync(need) : findProgram(need) !== undefined)) &&
    (present?.() ?? true)
  return SYSTEM_PACKAGES.filter(({ only }) => only === undefined || wanted[only]).filter((one) => !isThere(one))
}

/**
 * What `npm run demo` needs: with `--source` no package with a kernel source.
 * @param {readonly string[]} args of the demo
 */
export function wantedByDemo(args) {
  return { demo: !args.some((argument) => argument === '--source' || argument.startsWith('--source=')) }
}

/**
 * Lines of sh that split the names in "$@" into those that apt knows, `$known`, and the others,
 * `$unknown`: it installs none if one is unknown.
 */
export const SPLIT_NAMES = `
known= unknown=
for name in "$@"; do
  if apt-cache show "$name" >/dev/null 2>&1; then known="$known $name"; else unknown="$unknown $name"; fi
done
`

// Debian starts a server when it installs one. Ours are private ones, so this keeps the system's
// from starting: the file is Debian's way to say so (see invoke-rc.d), it is there only while we
// install, and one that is there already stays.
const INSTALL = `
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -q update || echo 'apt-get update failed; trying with the lists that are there' >&2
${SPLIT_NAMES}
[ -z "$unknown" ] || echo "this distribution has no package$unknown" >&2
[ -z "$known" ] || apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 install $known
`

function list(/** @type {readonly SystemPackage[]} */ packages) {
  return packages.map(({ name, why }) => `  ${name.padEnd(24)} ${why}`).join('\n')
}

/**
 * What a system without apt-get lacks, by what has to be there: its packages have names of their
 * own.
 * @param {readonly SystemPackage[]} packages
 */
export function listPrograms(packages) {
  return packages
    .map(({ name, needs, why }) => `  ${(needs.join(', ') || name).padEnd(24)} ${why}; Debian's package: ${name}`)
    .join('\n')
}

/** @returns {string} as `PRETTY_NAME` of os-release(5) has it */
function systemName() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'this system'
  } catch {
    return 'this system'
  }
}

const SOURCE_HINT =
  "for the demo, unpack Debian 12's package https://packages.debian.org/bookworm/linux-source-6.1 (dpkg-deb -x FILE DIR), then: " +
  'npm run demo -- --source DIR/usr/src/linux-source-6.1.tar.xz'

/** @returns {string} what else to do, by what is missing */
function furtherHint(/** @type {readonly SystemPackage[]} */ missing) {
  return missing.some(({ only }) => only === 'demo') ? `; ${SOURCE_HINT}` : ''
}

/**
 * Installs what is missing with apt-get, each named first; asks sudo only when we are not root.
 * @param {{ demo?: boolean, tests?: boolean }} wanted
 * @returns {Promise<string>} what was done
 */
export async function installSystemPackages(wanted) {
  const missing = missingPackages(wanted)
  if (missing.length === 0) return 'all there'
  const names = missing.map(({ name }) => name)
  const command = `apt-get install --no-install-recommends ${names.join(' ')}`
  if (!findProgram('apt-get')) {
    throw new StepError(
      `${systemName()} has no apt-get, and these programs and files are missing:\n${listPrograms(missing)}`,
      `install what has them with the package manager of the system, then run this again${furtherHint(missing)}`,
    )
  }
  console.log(`installing with apt-get:\n${list(missing)}`)
  const isRoot = process.getuid?.() === 0
  if (!isRoot && !findProgram('sudo'))
    throw new StepError('we are not root, and there is no sudo', `run as root: ${command}`)
  if (!isRoot) console.log('sudo may ask for your password, for this alone')
  // Without a terminal nobody can type a password: sudo -n fails instead of waiting.
  const prefix = isRoot ? [] : ['sudo', ...(process.stdin.isTTY ? [] : ['-n'])]
  const [file = '', ...args] = [...prefix, 'sh', '-c', INSTALL, 'sh', ...names]
  const { status } = await runProgram(file, args, { stdin: process.stdin.isTTY ? 'inherit' : 'ignore' })
  const still = missingPackages(wanted)
  if (still.length === 0) return `installed ${names.join(' ')}`
  throw new StepError(
    `apt-get ended with status ${status}, and these are still missing:\n${list(still)}`,
    `see its messages above; or run as root: ${command}${furtherHint(still)}`,
  )
}
