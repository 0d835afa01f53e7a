import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sandboxLimits } from '@kbisect/exec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BuildRequest, build } from '../index.ts'
import { FakeKernel } from './fake-kernel.fixture.ts'

let root: string
let kernel: FakeKernel
let request: BuildRequest

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-untrusted-'))
  kernel = new FakeKernel(join(root, 'source'))
  const fragments = [{ name: 'mine', content: 'CONFIG_MINE=y' }]
  request = {
    target: { architecture: 'x86_64', config: 'tinyconfig', fragments, toolchain: 'gcc', bootable: false },
    sourceDirectory: kernel.directory,
    outputDirectory: join(root, 'out'),
    logFile: join(root, 'build.log'),
    jobs: 2,
    sandboxMode: 'bwrap',
    deadlineSeconds: 60,
  }
  mkdirSync(join(root, 'secret'))
  writeFileSync(join(root, 'secret/bzImage'), 'hidden from the sandbox\n')
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

/** Replaces what a goal of the makefile does. */
function makeDo(goal: string, recipe: string): void {
  const makefile = readFileSync(join(kernel.directory, 'Makefile'), 'utf8')
  kernel.write('Makefile', `${makefile}\n${goal}:\n\t@${recipe}\n`)
}

const notPlain = expect.stringMatching(/as something else than a plain file of its own$/)

test.each([
  ['its image', 'bzImage', 'mkdir -p $(O)/arch/x86/boot; ln -sfn SECRET/bzImage $(O)/arch/x86/boot/bzImage'],
  [
    'a directory above its image',
    'bzImage',
    'rm -rf $(O)/arch/x86/boot; mkdir -p $(O)/arch/x86; ln -sfn SECRET $(O)/arch/x86/boot',
  ],
  ['its configuration', 'tinyconfig', 'ln -sfn SECRET/bzImage $(O)/.config'],
  ['our directory', 'tinyconfig', 'rm -rf $(O)/.kbisect; ln -sfn SECRET $(O)/.kbisect'],
  ['our mark', 'olddefconfig', 'ln -sfn SECRET/bzImage $(O)/.kbisect-building'],
])('a tree that makes %s a link reaches nothing outside its sandbox, and its build failed', async (_, goal, recipe) => {
  makeDo(goal, recipe.replace('SECRET', join(root, 'secret')))
  for (let attempt = 0; attempt < 2; attempt++)
    expect(await build(request)).toMatchObject({ kind: 'failed', failure: { message: expect.any(String) } })
  expect(readdirSync(join(root, 'secret'))).toEqual(['bzImage'])
  expect(readFileSync(join(root, 'secret/bzImage'), 'utf8')).toBe('hidden from the sandbox\n')
})

/** Everything in a directory, with what `find` says of it. */
const found = (...test: string[]) =>
  execFileSync('find', [root, '-xdev', ...test], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)

test('a tree that copies `id` to its output and makes it set-uid leaves no program that runs as root or as the service', async () => {
  const copy = (...names: string[]) =>
    names.map((name) => `cp /usr/bin/id $(O)/${name}; chmod 4755 $(O)/${name}`).join('; ')
  makeDo('bzImage', `mkdir -p $(O)/arch/x86/boot; ${copy('id', '.kbisect/id', 'arch/x86/boot/bzImage')}; true`)
  const answer = await build(request).catch((error: unknown) => error)
  expect(answer).toBeDefined()
  expect(existsSync(join(root, 'out/id'))).toBe(true)
  expect(found('-type', 'f', '-perm', '/6000')).toEqual([])
  // Where the service is root, not a file that the tree wrote is root's.
  expect(found('-name', 'id', '-uid', '0')).toEqual([])
})

test('code under test never runs as root, and the service can read and remove what it leaves', async () => {
  const closed = 'mkdir -p $(O)/closed/below; touch $(O)/closed/below/file; chmod 0 $(O)/closed/below $(O)/closed'
  makeDo(
    'bzImage',
    `id -u > $(O)/uid; id -G > $(O)/groups; ${closed}; mkdir -p $(O)/arch/x86/boot; echo > $(O)/arch/x86/boot/bzImage`,
  )
  expect(await build(request)).toMatchObject({ kind: 'built' })
  expect(Number(readFileSync(join(root, 'out/uid'), 'utf8'))).not.toBe(0)
  expect(readFileSync(join(root, 'out/groups'), 'utf8').trim().split(' ')).not.toContain('0')
  expect(found('-type', 'd', '!', '-perm', '-700')).toEqual([])
  expect(existsSync(join(root, 'out/closed/below/file'))).toBe(true)
})

test('an output that was written by an older version, as root and with a set-uid program in it, becomes harmless with the next build', async () => {
  mkdirSync(join(root, 'out/old'), { recursive: true })
  writeFileSync(join(root, 'out/old/id'), readFileSync('/usr/bin/id'))
  chmodSync(join(root, 'out/old/id'), 0o4755)
  await build(request)
  expect(existsSync(join(root, 'out/old/id'))).toBe(true)
  expect(found('-type', 'f', '-perm', '/6000')).toEqual([])
})

test.each([
  ['its goal', 'bzImage', 'sleep 1000'],
  ['its configuration', 'tinyconfig', 'sleep 1000'],
  ['its goal, and says that it compiles', 'bzImage', 'while :; do echo "  CC      a.o"; sleep 1; done'],
])(
  'a build that sleeps in %s until its time is over failed, and this machine is not blamed',
  async (_, goal, recipe) => {
    makeDo(goal, recipe)
    expect(await build({ ...request, deadlineSeconds: 3 })).toMatchObject({
      kind: 'failed',
      failure: { message: 'the build did not end within 3 s: its processes slept' },
      doubt: { code: 'build-hung', hint: expect.stringContaining('KBISECT_BUILD_TIMEOUT_SECONDS') },
    })
  },
)

test.runIf(sandboxLimits().by === 'cgroup')(
  'a tree that starts as many processes as it can fails by its own limit, and this machine is not blamed',
  async () => {
    const bomb =
      'while (1) { my $child = fork; last unless defined $child; while (!$child) { sleep 1000 } } print STDERR "sh: 1: Cannot fork\\n"; exit 1'
    makeDo('bzImage', `perl -e '${bomb.replaceAll('$', () => '$$')}'`)
    const answer = await build(request)
    expect(answer).toMatchObject({ kind: 'failed', doubt: { code: 'build-processes-limit' } })
  },
)

// Every way to leave something that is no output of a kernel build. O is the output directory.
const IMAGE = 'O/arch/x86/boot/bzImage'
const NOTE = 'O/arch/x86/boot/compressed/.vmlinux.cmd'
const MAKE_IMAGE = 'mkdir -p O/arch/x86/boot/compressed; echo image > O/arch/x86/boot/bzImage; : > O/System.map; '

test.each([
  ['a pipe for an image', 'bzImage', `${MAKE_IMAGE} rm ${IMAGE}; mkfifo ${IMAGE}`, notPlain],
  ['a directory for an image', 'bzImage', `${MAKE_IMAGE} rm ${IMAGE}; mkdir ${IMAGE}`, notPlain],
  [
    'an image of 64 GiB without content',
    'bzImage',
    `${MAKE_IMAGE} truncate -s 64G ${IMAGE}`,
    expect.stringContaining('64 GiB'),
  ],
  ['no System.map', 'bzImage', `${MAKE_IMAGE} rm O/System.map`, 'make succeeded but left no System.map'],
  ['no configuration', 'olddefconfig', 'rm O/.config', 'make olddefconfig left no .config'],
  ['a configuration of 3 GiB', 'olddefconfig', 'truncate -s 3G O/.config', expect.stringContaining('3 GiB')],
  ['a base configuration of 3 GiB', 'tinyconfig', 'truncate -s 3G O/.config', expect.stringContaining('3 GiB')],
  ['a pipe for a configuration', 'tinyconfig', 'rm -f O/.config; mkfifo O/.config', notPlain],
  ['a pipe for our mark', 'tinyconfig', 'rm O/.kbisect-target; mkfifo O/.kbisect-target', notPlain],
  ['a pipe for the configuration before', 'tinyconfig', 'mkfifo O/.kbisect/previous.config', notPlain],
  ['3 GiB for our mark', 'olddefconfig', 'truncate -s 3G O/.kbisect-target', expect.stringContaining('3 GiB')],
])('a tree that leaves %s has failed to build, and an honest one builds after it', async (_, goal, recipe, message) => {
  const honest = readFileSync(join(kernel.directory, 'Makefile'), 'utf8')
  makeDo(goal, recipe.replaceAll('O/', '$(O)/'))
  for (let attempt = 0; attempt < 2; attempt++)
    expect(await build(request)).toMatchObject({ kind: 'failed', failure: { message } })
  kernel.write('Makefile', honest)
  expect(await build(request)).toMatchObject({ kind: 'built' })
})

test.each([
  ['a pipe where kbuild saves a command', `mkfifo ${NOTE}`],
  ['a vmlinux of 64 GiB without content', 'truncate -s 64G O/vmlinux'],
  ['a vmlinux that is a pipe', 'rm -f O/vmlinux; mkfifo O/vmlinux'],
  ['directories deeper than the longest path', 'cd O; perl -e "for (1 .. 30) { mkdir q(DEEP); chdir q(DEEP) or die }"'],
  ['a link to its own directory', 'ln -s . O/loop'],
  ['its directory without permissions', 'mkdir O/closed; chmod 000 O/closed; chmod 000 O'],
])('a tree that leaves an image and %s is built, by the bytes of its image', async (_, recipe) => {
  const honest = readFileSync(join(kernel.directory, 'Makefile'), 'utf8')
  makeDo('bzImage', (MAKE_IMAGE + recipe).replaceAll('DEEP', 'd'.repeat(250)).replaceAll(/\bO\b/g, '$(O)'))
  const answer = await build(request)
  const imageDigest = createHash('sha256').update('image\n').digest('hex')
  expect(answer).toMatchObject({ kind: 'built', imageDigest })
  // Another target empties what is there.
  kernel.write('Makefile', honest)
  const target = { ...request.target, config: 'defconfig' as const }
  expect(await build({ ...request, target })).toMatchObject({ kind: 'built' })
  expect(readdirSync(request.outputDirectory)).not.toContain('loop')
})

test('a build that is cancelled while its output is read ends as cancelled', async () => {
  makeDo('bzImage', MAKE_IMAGE.replaceAll('O/', '$(O)/'))
  const stop = new AbortController()
  const results = watch(root, (_, name) => name === 'out.results' && stop.abort())
  await expect(build(request, { signal: stop.signal })).rejects.toMatchObject({ name: 'BuildCancelled' })
  results.close()
})

test.each(['bwrap', 'none'] as const)(
  'a make that kills itself (sandbox: %s) is ambiguous, and what it left is not built upon',
  async (sandboxMode) => {
    makeDo('bzImage', 'kill -KILL $$PPID; sleep 5')
    const doubt = { code: 'compiler-killed-unconfirmed' }
    expect(await build({ ...request, sandboxMode })).toMatchObject({ kind: 'failed', doubt })
    expect(existsSync(join(root, 'out/.kbisect-building'))).toBe(true)
  },
)

test.each([
  ['disk-full-unconfirmed', 'cp: error writing x: No space left on device'],
  ['compiler-killed-unconfirmed', 'gcc: fatal error: Killed signal terminated program cc1'],
  ['out-of-memory-unconfirmed', 'cc1: Cannot allocate memory'],
  ['disk-broken-unconfirmed', 'cp: x: Input/output error'],
])(
  'a tree that fails and prints the words of %s is ambiguous, as this host shows nothing of it',
  async (code, words) => {
    makeDo('bzImage', `echo '${words}' >&2; exit 1`)
    expect(await build(request)).toMatchObject({ kind: 'failed', doubt: { code } })
  },
)

test('a tree that writes more than the limit is stopped, and its output is emptied', async () => {
  // All at once, so that no measurement comes in the middle of it.
  makeDo('bzImage', 'fallocate -l 64M $(O)/large || head -c 64M /dev/zero > $(O)/large; sleep 1000')
  const answer = await build({ ...request, mostOutputBytes: 16 << 20 })
  expect(answer).toMatchObject({ kind: 'failed', doubt: { code: 'build-too-large' } })
  expect(answer.kind === 'failed' && answer.failure.message).toMatch(
    /^the build wrote 6\d(\.\d)? MiB; the limit is 16 MiB$/,
  )
  expect(readdirSync(request.outputDirectory)).toEqual([])
})

test('a build that leaves less free than it must is stopped as an infrastructure error, and its output is emptied', async () => {
  makeDo('bzImage', ': > $(O)/half; sleep 1000')
  const asked = { ...request, leastFreeBytes: 2 ** 60 }
  await expect(build(asked)).rejects.toMatchObject({ name: 'InfrastructureError', code: 'disk-full' })
  expect(readdirSync(request.outputDirectory)).toEqual([])
})
