import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
