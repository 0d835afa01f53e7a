import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { build, CULPRIT, culpritResult, hash, inputFor, TIME } from '../report-input.fixture.ts'
import { printPacked, printText } from './embed.ts'
import { COMMANDS, CONFIG, kit, reproduceInput } from './reproduce-input.fixture.ts'
import { reproduceScript } from './reproduce-script.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'reproduce-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

function checkSyntax(script: string): void {
  for (const shell of ['sh', 'bash']) execFileSync(shell, ['-n'], { input: script, stdio: ['pipe', 'ignore', 'pipe'] })
}

const script = (input = reproduceInput()): string => {
  const text = reproduceScript(input)
  if (text === undefined) throw new Error('there is something to reproduce')
  checkSyntax(text)
  return text
}

test('it has the lines of the build and of the boot, without the places of the host that ran them', () => {
  const text = script()
  expect(text).toContain(`commit=${CULPRIT}\nsubject='mm/cma: keep areas in a list'\nparent=${hash('b')}\n`)
  expect(text).toContain("KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970' GIT_DIR=/nonexistent")
  expect(text).toContain(
    'make -C "$source" "O=$output" ARCH=arm64 LOCALVERSION= "CROSS_COMPILE=$cross" "CC=$wrapper$cc"',
  )
  expect(text).toContain('cross=$'.concat('{CROSS_COMPILE-aarch64-linux-gnu-}\ncc="$cross"gcc-12\n'))
  expect(text).toContain('need "$cc" gcc-12-aarch64-linux-gnu\n')
  expect(text).toContain(
    'qemu-system-aarch64 -machine virt -accel tcg -kernel "$image" -initrd "$initramfs" -append \'console=ttyAMA0 panic=-1 a="it\'\\\'\'s"\'',
  )
  expect(text).not.toMatch(/\/var\/|ccache-dir|CCACHE_BASEDIR|bwrap/)
})

test('the boot has the guest of the recorded run', () => {
  const base = reproduceInput()
  const guest = '-m 1024M -smp 2,sockets=2 -drive if=none,id=disk0,driver=null-co,size=64M,read-zeroes=on,snapshot=on'
  const runs = base.runs.map((run) => ({ ...run, command: run.command.replace('-kernel', `${guest} -kernel`) }))
  expect(script({ ...base, runs })).toContain(`-accel tcg ${guest} -kernel "$image"`)
})

test('nothing from outside is ever run or ends what it stands in', () => {
  const mark = join(directory, 'mark')
  const evil = `'; touch ${mark}; $(touch ${mark}) \`touch ${mark}\` "\nKBISECT_END\ntouch ${mark}\n\u2028#`
  const culprit = { hash: CULPRIT, subject: evil, author: evil, authoredAt: TIME }
  const base = reproduceInput()
  const input = reproduceInput({
    ...inputFor(
      { ...culpritResult, culprit, signature: { kind: 'panic', function: evil, text: evil } },
      { title: evil, request: { ...base.bisection.request, test: { kind: 'script', script: evil } } },
    ),
    builds: base.builds.map((one) => ({ ...one, toolchain: evil, artifacts: [] })),
    candidates: base.candidates.map((one) => ({ ...one, subject: evil })),
    treeUrl: `file:///${evil}`,
    failureLine: evil,
    kit: {
      ...kit,
      fragments: [evil],
      root: [...kit.root, { kind: 'file', path: 'kbisect/test', content: Buffer.from(evil) }],
    },
  })
  const env = fakeTools({ make: MAKE, 'qemu-system-aarch64': 'echo Kernel panic' })
  for (const args of [[], ['--parent'], ['--help']]) {
    const { status, stderr } = spawnSync('sh', ['-s', '--', ...args], {
      input: script(input),
      cwd: directory,
      env,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(args[0] === '--help' ? 0 : 1)
  }
  expect(readFileSync(join(directory, 'work', 'root', 'kbisect-test'), 'utf8')).toBe(evil)
  expect(existsSync(mark)).toBe(false)
})

test('a text of any bytes is printed as it is', () => {
  const unit = fc.constantFrom(...'KBISECT_END'.split(''), '\n', "'", '$', '`', '\\', '\r', 'é', ' ')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      for (const print of [printText, printPacked])
        expect(execFileSync('sh', ['-c', print(text)], { encoding: 'utf8' })).toBe(text)
    }),
    { numRuns: 30 },
  )
  expect(execFileSync('sh', ['-c', printText('KBISECT_END\nKBISECT_END_1\n')], { encoding: 'utf8' })).toBe(
    'KBISECT_END\nKBISECT_END_1\n',
  )
})

/** Programs that say what the script would have them do. */
function fakeTools(said: Record<string, string>): NodeJS.ProcessEnv {
  const bin = join(directory, 'bin')
  mkdirSync(bin)
  const quiet = [
    'flex',
    'bison',
    'bc',
    'perl',
    'gcc',
    'ld',
    'qemu-system-aarch64',
    'aarch64-linux-gnu-gcc-12',
    'git',
    'make',
  ]
  for (const name of quiet) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${said[name] ?? ':'}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  writeFileSync(join(directory, 'busybox'), 'busybox')
  return {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    BUSYBOX: join(directory, 'busybox'),
    WORK: join(directory, 'work'),
  }
}

const MAKE =
  'case "$*" in *Image) out=$(printf "%s\\n" "$@" | sed -n "s/^O=//p"); mkdir -p "$out/arch/arm64/boot"; echo kernel >"$out/arch/arm64/boot/Image" ;; esac'
const nonce = 'n=$(gzip -dc "$WORK/initramfs.cpio.gz" | grep -ao "kbisect:[0-9a-f]*:ready" | cut -d: -f2)'

function runWith(said: Record<string, string>, args: string[] = [], input = reproduceInput()) {
  const env = fakeTools(said)
  return spawnSync('sh', ['-s', '--', ...args], { input: script(input), cwd: directory, env, encoding: 'utf8' })
}

test('it ends with 0 when the failure shows, and shows its line', () => {
  const boot =
    "printf 'Unable to handle kernel paging request at virtual address 0\\r\\npc : cma_init_reserved_mem+0x1\\n'"
  const { status, stdout, stderr } = runWith({
    make: MAKE,
    'qemu-system-aarch64': boot,
    'aarch64-linux-gnu-gcc-12': 'echo "gcc-12 (Debian) 12.2.0"',
  })
  expect(stderr).toBe('')
  expect(status, stdout).toBe(0)
  expect(stdout).toContain('REPRODUCED in boot 1: the same failure shows.')
  expect(stdout).not.toContain('Note: the compiler')
  expect(readFileSync(join(directory, 'work', `build-${CULPRIT.slice(0, 12)}`, '.config'), 'utf8')).toBe(CONFIG)
})

test('it ends with 1 when the guest comes to its end, and warns of another compiler', () => {
  const boot = `${nonce}; printf 'kbisect:%s:ready\\r\\nkbisect:%s:exit:0\\r\\n' "$n" "$n"`
  const { status, stdout } = runWith(
    { make: MAKE, 'qemu-system-aarch64': boot, 'aarch64-linux-gnu-gcc-12': 'echo gcc 14' },
    ['--parent'],
  )
  expect(status, stdout).toBe(1)
  expect(stdout).toContain('It does not show: this commit passed 1 of 1 boots.')
  expect(stdout).toContain('  then: gcc-12 (Debian) 12.2.0\n  here: gcc 14')
  expect(existsSync(join(directory, 'work', `build-${hash('b').slice(0, 12)}`))).toBe(true)
})

test('it ends with 1 when the kernel dies in another way', () => {
  const { status, stdout } = runWith({ make: MAKE, 'qemu-system-aarch64': 'echo Kernel panic - not syncing: other' })
  expect(status).toBe(1)
  expect(stdout).toContain('in another way')
})

test.each<[string, Record<string, string>, string[], string]>([
  [
    'git has no such commit',
    { git: 'case "$*" in *cat-file*|*fetch*) exit 1 ;; esac' },
    [],
    'cannot be fetched from https://git.example.org/linux.git; set KERNEL',
  ],
  ['make fails', { make: 'case "$*" in *Image) echo error; exit 2 ;; esac' }, [], 'the kernel does not build here'],
  [
    'QEMU fails',
    { make: MAKE, 'qemu-system-aarch64': 'echo no such machine >&2; exit 1' },
    [],
    'ended with 1: no such machine',
  ],
  ['an option is wrong', {}, ['--what'], '--what is no option'],
  ['a commit is none', {}, ['--commit', 'x; y'], 'x; y is no hash'],
  ['a number is none', {}, ['--runs', '0'], '0 is no number of runs'],
])('it ends with 2 and says why when %s', (_, said, args, words) => {
  const { status, stderr } = runWith(said, args)
  expect(stderr).toContain(`Could not be tried: `)
  expect(stderr).toContain(words)
  expect(status).toBe(2)
})

test('what is missing is named with its package', () => {
  const env = { PATH: '/nonexistent', WORK: directory }
  const bare = spawnSync('/bin/sh', ['-s'], {
    input: script().replace('mkdir -p "$work" ||', ': ||'),
    env,
    encoding: 'utf8',
  })
  expect(bare.status).toBe(2)
  expect(bare.stderr).toContain('qemu-system-aarch64 (Debian: apt-get install qemu-system-arm)')
  expect(bare.stderr).toContain('aarch64-linux-gnu-gcc-12 (Debian: apt-get install gcc-12-aarch64-linux-gnu)')
})

test('a kernel that does not build is shown by building it, its configuration made as it was', () => {
  const failed = {
    ...build(CULPRIT, 'failed', 'build-failed in mm/cma.c: too few arguments'),
    commands: COMMANDS,
    artifacts: [],
  }
  const signature = { kind: 'build-failed', place: 'mm/cma.c', text: 'build-failed in mm/cma.c: too few arguments' }
  const input = reproduceInput({
    ...inputFor(
      { ...culpritResult, signature },
      { request: { ...inputFor(null).bisection.request, test: { kind: 'build' } } },
    ),
    builds: [{ ...failed, signature }],
    runs: [],
  })
  const make =
    'case "$*" in *tinyconfig) echo CONFIG_BASE=y >"$(printf "%s\\n" "$@" | sed -n "s/^O=//p")/.config" ;; *Image) echo "mm/cma.c:3:1: error: too few arguments"; exit 2 ;; esac'
  const { status, stdout } = runWith({ make }, [], input)
  expect(status, stdout).toBe(0)
  expect(stdout).toContain('REPRODUCED: it does not build')
  expect(readFileSync(join(directory, 'work', `build-${CULPRIT.slice(0, 12)}`, '.config'), 'utf8')).toBe(
    'CONFIG_BASE=y\n# CONFIG_LOCALVERSION_AUTO is not set\n\nCONFIG_TTY=y\n',
  )
})

test('a failure that comes and goes gets as many boots as it takes', () => {
  const basis = {
    commits: 3,
    withCulprit: { passes: 6, failures: 4 },
    withoutCulprit: { passes: 9, failures: 0 },
    rates: { withCulprit: 0.4, withoutCulprit: 0.01 },
  }
  expect(script(reproduceInput({ bisection: inputFor({ ...culpritResult, basis }).bisection }))).toContain('\nruns=8\n')
})

test('without a build there is nothing to reproduce', () => {
  expect(reproduceScript(reproduceInput({ builds: [] }))).toBeUndefined()
})
