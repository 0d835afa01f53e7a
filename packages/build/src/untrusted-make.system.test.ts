import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sandboxLimits } from '@kbisect/exec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeKernel } from './fake-kernel.fixture.ts'
import { type BuildRequest, build } from './index.ts'

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

test.each([
  ['its image', 'bzImage', 'ln -sfn SECRET/bzImage $(O)/arch/x86/boot/bzImage'],
  ['a directory above its image', 'bzImage', 'rm -rf $(O)/arch/x86/boot; ln -sfn SECRET $(O)/arch/x86/boot'],
  ['its configuration', 'tinyconfig', 'ln -sfn SECRET/bzImage $(O)/.config'],
  ['our directory', 'tinyconfig', 'rm -rf $(O)/.kbisect; ln -sfn SECRET $(O)/.kbisect'],
  ['our mark', 'olddefconfig', 'ln -sfn SECRET/bzImage $(O)/.kbisect-building'],
])('a tree that makes %s a link reaches nothing outside its sandbox', async (_, goal, recipe) => {
  makeDo(goal, recipe.replace('SECRET', join(root, 'secret')))
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(build(request)).rejects.toMatchObject({ code: 'output-escapes' })
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

test.runIf(sandboxLimits().by === 'cgroup')(
  'a tree that starts as many processes as it can fails by its own limit, and this machine is not blamed',
  async () => {
    const bomb = 'while (1) { last unless defined fork } print STDERR "sh: 1: Cannot fork\\n"; exit 1'
    makeDo('bzImage', `perl -e '${bomb.replaceAll('$', '$$')}'`)
    const answer = await build(request)
    expect(answer).toMatchObject({ kind: 'failed', doubt: { code: 'build-processes-limit' } })
  },
)

test('a tree that leaves a pipe for an image does not keep us waiting', async () => {
  makeDo('bzImage', 'mkdir -p $(O)/arch/x86/boot; rm -f $(O)/arch/x86/boot/bzImage; mkfifo $(O)/arch/x86/boot/bzImage')
  await expect(build(request)).rejects.toMatchObject({ code: 'output-escapes' })
})

test.each(['bwrap', 'none'] as const)(
  'a make that is killed (sandbox: %s) says nothing about the sources',
  async (sandboxMode) => {
    makeDo('bzImage', 'kill -KILL $$PPID; sleep 5')
    await expect(build({ ...request, sandboxMode })).rejects.toMatchObject({ code: 'compiler-killed' })
    expect(existsSync(join(root, 'out/.kbisect-building'))).toBe(true)
  },
)
