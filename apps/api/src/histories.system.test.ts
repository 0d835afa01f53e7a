import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Bisection, type Problem, ResolvedCommit, TreeStatus } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAnswer as answer, expectProblem as problem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'

let service: TestService
let origin = ''
const at = (name: string) => join(service.directory, name)

function git(directory: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ann Author', '-c', 'user.email=ann@example.org']
  return execFileSync('git', [...identity, ...args], { cwd: directory, encoding: 'utf8', stdio: 'pipe' }).trim()
}

beforeAll(async () => {
  service = await startTestService()
  origin = at('origin')
  mkdirSync(join(origin, 'mm'), { recursive: true })
  git(origin, 'init', '-q', '-b', 'main')
  git(origin, 'config', 'uploadpack.allowFilter', 'true')
  for (let number = 0; number <= 5; number++) {
    writeFileSync(join(origin, 'mm/file'), `content ${number}`)
    git(origin, 'add', '-A')
    git(origin, 'commit', '-q', '-m', `c${number}: \u001b[31mred\u202e`)
    git(origin, 'tag', `c${number}`)
  }
})
afterAll(() => service.remove())

const clone = (name: string, ...flags: string[]): string => {
  git(service.directory, 'clone', '-q', ...flags, `file://${origin}`, at(name))
  return at(name)
}
const add = (name: string, url: string) => service.call('POST', '/trees', { name, url })
const ask = (tree: string, more: object = {}, path = '/bisections') =>
  service.call('POST', path, { tree, good: 'c0', bad: 'main', target: { architecture: 'arm64' }, ...more })

/** Runs the command that the only mistake of a problem advises. */
function repair({ errors }: Problem): void {
  expect(errors).toHaveLength(1)
  const command = /`(git -C [^`]+)`/.exec(errors?.[0]?.hint ?? '')?.[1] ?? 'false'
  execFileSync('sh', ['-c', command], { stdio: 'pipe' })
}

test.each([
  ['shallow', ['--depth', '3'], 'git-shallow', 'shallow clone'],
  ['blobless', ['--filter=blob:none'], 'git-objects-missing', 'partial clone'],
  ['treeless', ['--filter=tree:0'], 'git-objects-missing', 'partial clone'],
])('a %s clone is refused as a tree, with the command after which it is accepted', async (name, flags, code, said) => {
  const url = clone(name, ...flags)
  const refused = await problem(await add(name, url), 422)
  expect(refused).toMatchObject({
    type: `urn:kbisect:${code}`,
    errors: [{ field: 'url', value: url, message: expect.stringContaining(said), hint: expect.stringContaining(url) }],
  })
  await problem(await service.call('GET', `/trees/${name}`), 404)
  repair(refused)
  await answer(TreeStatus, await add(name, url), 201)
  await answer(Bisection, await ask(name), 201)
})

test('a tree whose clone became shallow is refused by every question about a range, until it is whole again', async () => {
  const url = clone('swapped')
  await answer(TreeStatus, await add('swapped', url), 201)
  const started = await answer(Bisection, await ask('swapped'), 201)
  rmSync(url, { recursive: true })
  clone('swapped', '--depth', '2')
  const refused = await problem(await ask('swapped', { attach: false }), 422)
  expect(refused).toMatchObject({
    errors: [{ field: 'tree', value: 'swapped', hint: expect.stringContaining('--unshallow') }],
  })
  await problem(await ask('swapped', {}, '/bisections/preview'), 422)
  await problem(
    await service.call('POST', '/regressions', {
      tree: 'swapped',
      good: 'c0',
      bad: 'c4',
      target: { architecture: 'arm' },
    }),
    422,
  )
  expect((await problem(await service.call('POST', '/trees/swapped/fetch'), 422)).detail).toContain('--unshallow')
  // Commits that the mirror holds whole can be searched all the same.
  await answer(Bisection, await service.call('POST', `/bisections/${started.id}/retry`), 201)
  repair(refused)
  await answer(Bisection, await ask('swapped', { attach: false }), 201)
})

test('a mirror that lacks objects is refused before anything is built, and repaired once its source is whole', async () => {
  const url = clone('torn')
  await answer(TreeStatus, await add('torn', url), 201)
  const hashes = { good: git(origin, 'rev-parse', 'c0'), bad: git(origin, 'rev-parse', 'c5') }
  const started = await answer(Bisection, await ask('torn', hashes), 201)
  // As a version that accepted everything left it.
  rmSync(join(service.directory, 'mirrors/torn.git'), { recursive: true })
  rmSync(url, { recursive: true })
  clone('torn', '--filter=blob:none')
  git(service.directory, 'clone', '-q', '--bare', url, join(service.directory, 'mirrors/torn.git'))
  const refused = await problem(await ask('torn', { ...hashes, attach: false }), 422)
  expect(refused).toMatchObject({
    type: 'urn:kbisect:git-objects-missing',
    errors: [
      { field: 'tree', value: 'torn', hint: expect.stringContaining(`git -C ${url} fetch --refetch --no-filter`) },
    ],
  })
  await problem(await ask('torn', hashes, '/bisections/preview'), 422)
  await problem(await service.call('POST', `/bisections/${started.id}/retry`), 422)
  repair(refused)
  await answer(Bisection, await ask('torn', { ...hashes, attach: false }), 201)
  await answer(Bisection, await service.call('POST', `/bisections/${started.id}/retry`), 201)
})

test('a directory inside a clone is refused with the clone that it lies in', async () => {
  const refused = await problem(await add('inside', join(origin, 'mm')), 422)
  expect(refused.errors).toEqual([
    {
      field: 'url',
      value: join(origin, 'mm'),
      message: expect.stringContaining(`inside the clone ${origin}`),
      hint: `name ${origin}`,
    },
  ])
})

test('refs may have every name that git allows, and texts of commits reach no answer raw', async () => {
  const url = clone('names')
  const names = ['fix#12', 'a=b', 'käse', '@x', '$(id)', 'feature/100%25', '日本', 'f'.repeat(40)]
  for (const name of names) git(url, 'update-ref', `refs/heads/${name}`, 'c5')
  await answer(TreeStatus, await add('names', url), 201)
  for (const name of names) {
    const path = `/trees/names/commits/${encodeURIComponent(name)}`
    const commit = await answer(ResolvedCommit, await service.call('GET', path))
    expect(commit).toMatchObject({ ref: name, subject: 'c5: \ufffd[31mred\ufffd' })
    const started = await answer(Bisection, await ask('names', { bad: name, attach: false }), 201)
    expect(started).toMatchObject({ branch: name, bad: { ref: name, hash: commit.hash } })
  }
  git(url, 'tag', 'both', 'c1')
  git(url, 'branch', 'both', 'c5')
  expect(await problem(await ask('names', { good: 'both' }), 422)).toMatchObject({
    type: 'urn:kbisect:ambiguous-ref',
    errors: [{ field: 'good', value: 'both', message: '"both" fits more than one thing' }],
  })
})

test('commits of any date are answered with a date that can be written', async () => {
  const url = clone('dated')
  for (const [name, date] of Object.entries({
    far: '99999999999999',
    overflow: '9'.repeat(23),
    negative: '-5',
    none: 'x',
  })) {
    const person = `A <a@example.org> ${date} +0000`
    const text = `tree ${git(url, 'rev-parse', 'HEAD^{tree}')}\nparent ${git(url, 'rev-parse', 'HEAD')}\nauthor ${person}\ncommitter ${person}\n\n${name}\n`
    const args = ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin']
    const hash = execFileSync('git', args, { cwd: url, input: text, encoding: 'utf8' }).trim()
    git(url, 'update-ref', 'refs/heads/main', hash)
    git(url, 'reset', '-q', '--hard')
  }
  await answer(TreeStatus, await add('dated', url), 201)
  const { id } = await answer(Bisection, await ask('dated'), 201)
  expect((await service.call('GET', '/trees/dated/branches')).status).toBe(200)
  expect((await service.call('GET', '/trees/dated/refs?text=main')).status).toBe(200)
  const dates = await Promise.all(
    ['main', 'main~1', 'main~2', 'main~3'].map(
      async (ref) =>
        (await answer(ResolvedCommit, await service.call('GET', `/trees/dated/commits/${ref}`))).committedAt,
    ),
  )
  const [epoch, last] = ['1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.000Z']
  expect(dates).toEqual([epoch, epoch, last, last])
  const history = service.parts.openMirror({ name: 'dated', url })
  const range = await history.range([git(url, 'rev-parse', 'c0')], git(url, 'rev-parse', 'main'))
  await service.parts.store.bisections.saveRange(id, range)
  expect((await service.parts.store.bisections.range(id)).map(({ hash }) => hash)).toEqual(
    range.map(({ hash }) => hash),
  )
  expect((await service.call('GET', `/bisections/${id}/candidates`)).status).toBe(200)
})
