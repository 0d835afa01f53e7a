import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repositoryUrl } from './repository-url.ts'

let root = ''
let clone = ''

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kbisect-repo-')))
  clone = join(root, 'clone')
  mkdirSync(join(clone, 'mm/kasan'), { recursive: true })
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
  const git = (...args: string[]) =>
    execFileSync('git', [...identity, ...args], { cwd: clone, env: { PATH: '/usr/bin:/bin', HOME: root } })
  git('init', '-q')
  git('commit', '-q', '--allow-empty', '-m', 'first')
  git('worktree', 'add', '-q', join(root, 'beside'))
  git('clone', '-q', '--bare', clone, join(root, 'bare.git'))
  mkdirSync(join(root, 'beside/drivers'))
  mkdirSync(join(root, 'elsewhere'))
  symlinkSync(join(clone, 'mm'), join(root, 'link-to-mm'))
})
afterAll(() => rmSync(root, { recursive: true }))

test.each([
  'https://example.org/linux.git',
  'ssh://example.org/linux',
  'git@example.org:linux.git',
  'file:///srv/linux',
])('the URL %s stays as it is', (url) => {
  expect(repositoryUrl(url)).toBe(url)
})

test.each([
  ['clone', 'clone'],
  ['clone/', 'clone'],
  ['clone/mm', 'clone'],
  ['clone/mm/kasan', 'clone'],
  ['clone/.git', 'clone/.git'],
  ['link-to-mm', 'clone'],
  ['link-to-mm/kasan', 'clone'],
  ['beside', 'beside'],
  ['beside/drivers', 'beside'],
  ['bare.git', 'bare.git'],
  ['bare.git/refs', 'bare.git'],
])('the path %s names the repository %s', (path, expected) => {
  expect(repositoryUrl(`${root}/${path}`)).toBe(join(root, expected))
  expect(repositoryUrl(relative(process.cwd(), join(root, path)))).toBe(join(root, expected))
})

test.each([
  ['nowhere', 'there is no'],
  ['elsewhere', 'is not in a git repository'],
])('the path %s is refused with what is wrong and what to do', (path, said) => {
  const where = join(root, path)
  expect(() => repositoryUrl(where)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(new RegExp(`--repo: .*${where}`)),
      hint: expect.stringContaining('clone'),
    }),
  )
  expect(() => repositoryUrl(where)).toThrow(said)
})
