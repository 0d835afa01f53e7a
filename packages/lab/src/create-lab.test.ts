import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createLab, createLabOf } from './create-lab.ts'
import { git } from './fast-import.ts'
import type { Scenario } from './scenario.ts'

const edit = (path: string, from: string, to: string) => ({
  subject: `mm: ${to.trim()}`,
  body: 'Why.',
  edits: [{ path, from, to }],
})

const tiny: Scenario = {
  name: 'tiny',
  summary: 'a few lines',
  problem: {
    target: { architecture: 'arm', config: 'tinyconfig', fragments: [] },
    test: { kind: 'boot' },
    alsoTest: [],
  },
  steps: [
    { ...edit('mm/cma.c', 'line 1\n', 'good 1\n'), role: 'good' },
    {
      topic: 'mm/next',
      body: 'Both sides change the same file.',
      changes: [
        edit('mm/cma.c', 'line 8\n', 'topic 8\n'),
        { ...edit('mm/cma.c', 'line 9\n', 'bad 9\n'), role: 'culprit' },
      ],
      meanwhile: [edit('mm/cma.c', 'line 2\n', 'main 2\n')],
    },
    { subject: 'mm: add a file', body: 'It is new.', edits: [{ path: 'mm/new.c', content: 'new\n' }] },
  ],
  answer: {
    affected: ['arm'],
    unaffected: [],
    label: 'confirmed',
    revert: 'passed',
    failsIn: ['cma_init'],
    otherFailures: [],
    failureRate: 1,
  },
}

let directory: string
let source: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kbisect-lab-'))
  source = join(directory, 'linux-source-6.1')
  for (const path of ['mm', 'scripts', 'debian']) await mkdir(join(source, path), { recursive: true })
  await writeFile(join(source, 'mm/cma.c'), Array.from({ length: 9 }, (_, index) => `line ${index + 1}\n`).join(''))
  await writeFile(join(source, 'mm/a "name" with\\odd signs'), Buffer.from([0, 255, 10]))
  await writeFile(join(source, 'scripts/run.sh'), '#!/bin/sh\n')
  await chmod(join(source, 'scripts/run.sh'), 0o755)
  await symlink('../mm/cma.c', join(source, 'scripts/link'))
  await writeFile(join(source, 'debian/rules'), 'packaging\n')
})

afterAll(() => rm(directory, { recursive: true, force: true }))

const at = (name: string) => join(directory, name)
const make = (name: string, from = source, scenario = tiny) =>
  createLabOf(scenario, { repository: at(name), source: from })

describe('createLab', () => {
  it('makes the same hashes of the same source, unpacked or as a tarball', async () => {
    execFileSync('tar', ['-cJf', at('source.tar.xz'), '-C', directory, 'linux-source-6.1'])
    await cp(source, at('copy'), { recursive: true, verbatimSymlinks: true })
    const labs = [await make('one'), await make('two', at('source.tar.xz')), await make('three', at('copy'))]
    expect(new Set(labs.map((lab) => lab.bad)).size).toBe(1)
    expect(new Set(labs.map((lab) => lab.culprit.hash)).size).toBe(1)
  })

  it('keeps contents, exec bits, links and odd names, and leaves packaging out', async () => {
    const { repository, good } = await make('tree')
    const listing = await git(repository, ['ls-tree', '-r', '-z', `${good}^`])
    expect(
      listing
        .split('\0')
        .filter(Boolean)
        .map((line) => line.replace(/ blob [0-9a-f]+\t/, ' ')),
    ).toEqual(['100644 mm/a "name" with\\odd signs', '100644 mm/cma.c', '120000 scripts/link', '100755 scripts/run.sh'])
    expect(await git(repository, ['cat-file', 'blob', `${good}:scripts/link`])).toBe('../mm/cma.c')
    execFileSync('git', ['-C', repository, 'fsck', '--strict', '--no-progress'])
  })

  it('tells the ends and the culprit, and points master and tags at them', async () => {
    const lab = await make('ends')
    const parse = (name: string) => git(lab.repository, ['rev-parse', name])
    expect([await parse('good'), await parse('bad'), await parse('master')]).toEqual([lab.good, lab.bad, lab.bad])
    expect(lab.request).toEqual({ good: lab.good, bad: lab.bad, ...tiny.problem })
    expect(lab.culprit.subject).toBe('mm: bad 9')
    expect(lab).toMatchObject(tiny.answer)
    expect(Number(await git(lab.repository, ['rev-list', '--count', 'master']))).toBe(lab.commits)
    expect(await git(lab.repository, ['show', '--format=', '--numstat', lab.culprit.hash])).toBe('1\t1\tmm/cma.c')
  })

  it('names the commits that a merge brings together when it is the culprit', async () => {
    const [first, ...steps] = tiny.steps
    const merged: Scenario = {
      ...tiny,
      steps: [
        ...(first ? [first] : []),
        {
          topic: 'mm/odd',
          role: 'culprit',
          body: 'Each side is right.',
          changes: [{ ...edit('mm/cma.c', 'line 5\n', 'topic 5\n'), role: 'side' }],
          meanwhile: [{ ...edit('mm/cma.c', 'line 3\n', 'main 3\n'), role: 'side' }],
        },
        ...steps.slice(1),
      ],
    }
    const { culprit, sides, repository } = await make('sides', source, merged)
    expect(culprit.subject).toBe("Merge branch 'mm/odd'")
    expect(sides.map(({ subject }) => subject)).toEqual(['mm: topic 5', 'mm: main 3'])
    const parents = await git(repository, ['rev-parse', `${culprit.hash}^2`, `${culprit.hash}^1`])
    expect(sides.map(({ hash }) => hash)).toEqual(parents.split('\n'))
    expect((await make('ends')).sides).toEqual([])
  })

  it('merges topics into the tree that git would make of them', async () => {
    const { repository } = await make('merges')
    const [merge = ''] = (await git(repository, ['rev-list', '--merges', 'master'])).split('\n')
    const tree = await git(repository, ['merge-tree', '--write-tree', `${merge}^1`, `${merge}^2`])
    expect(await git(repository, ['rev-parse', `${merge}^{tree}`])).toBe(tree)
    expect(await git(repository, ['show', `${merge}:mm/cma.c`])).toMatch(/^good 1\nmain 2\n.*\ntopic 8\nbad 9$/s)
  })

  it('returns at once what was made before, and makes it anew for another scenario or source', async () => {
    const first = await make('again')
    const before = await stat(at('again'))
    expect(await make('again')).toEqual(first)
    expect((await stat(at('again'))).ino).toBe(before.ino)
    const other = await make('again', source, { ...tiny, steps: tiny.steps.slice(0, 2) })
    expect(other.commits).toBe(first.commits - 1)
    await cp(source, at('changed'), { recursive: true, verbatimSymlinks: true })
    await writeFile(at('changed/README'), 'another source\n')
    expect((await make('again', at('changed'))).bad).not.toBe(first.bad)
  })

  it('makes a repository anew whose record is damaged', async () => {
    const { bad } = await make('damaged')
    await writeFile(at('damaged/kbisect-lab.json'), '{"madeFrom":')
    expect((await make('damaged')).bad).toBe(bad)
  })

  it('clears away what killed processes left, and leaves the work of living ones alone', async () => {
    // The shell becomes `sleep`, which never waits for the child that it inherits: a zombie. The
    // child lives on until that has happened, as the shell itself would wait for it.
    const script = 'sleep 1 & echo $!; exec sleep 60'
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const zombie = Number(line.toString())
    await vi.waitFor(() => expect(readFileSync(`/proc/${zombie}/stat`, 'utf8')).toContain(') Z '), 10_000)
    for (const pid of [999_999_999, zombie, process.pid]) await mkdir(at(`killed.making-${pid}-x`))
    await make('killed')
    parent.kill('SIGKILL')
    const left = (await readdir(directory)).filter((name) => name.startsWith('killed'))
    expect(left).toEqual(['killed', `killed.making-${process.pid}-x`])
  })

  it('shows progress', async () => {
    const seen: string[] = []
    const onProgress = ({ step, done, total }: { step: string; done: number; total: number }) =>
      seen.push(`${step} ${done === total ? 'done' : 'going on'}`)
    await createLabOf(tiny, { repository: at('progress'), source, onProgress })
    expect(seen).toContain('reading the source done')
    expect(seen.at(-1)).toBe('writing commits done')
  })

  it('refuses a directory that it did not make, and leaves it alone', async () => {
    await mkdir(at('mine'))
    await writeFile(at('mine/thesis.txt'), 'years of work')
    await expect(make('mine')).rejects.toMatchObject({
      code: 'lab-directory-taken',
      message: expect.stringContaining('thesis.txt'),
    })
    expect(await readdir(at('mine'))).toEqual(['thesis.txt'])
  })

  it('leaves nothing behind when the source is not the one that the scenario expects', async () => {
    await mkdir(at('other'))
    await writeFile(at('other/README'), 'no kernel')
    await expect(make('failed', at('other'))).rejects.toMatchObject({
      code: 'lab-edit-failed',
      message: expect.stringContaining('mm/cma.c'),
    })
    expect((await readdir(directory)).filter((name) => name.startsWith('failed'))).toEqual([])
  })

  it('names a source that is missing or broken', async () => {
    await expect(make('x', at('nowhere'))).rejects.toMatchObject({
      code: 'lab-source-missing',
      message: expect.stringContaining('nowhere'),
    })
  })

  it('names a tarball that is damaged or cut short', async () => {
    execFileSync('tar', ['-cf', at('cut.tar'), '-C', directory, 'linux-source-6.1'])
    const whole = await readFile(at('cut.tar'))
    await writeFile(at('cut.tar'), whole.subarray(0, 2000))
    await writeFile(at('cut.tar.gz'), gzipSync(whole).subarray(0, 200))
    await writeFile(at('broken.tar.xz'), 'this was never packed')
    for (const name of ['cut.tar', 'cut.tar.gz', 'broken.tar.xz']) {
      await expect(make('x', at(name))).rejects.toMatchObject({
        code: 'lab-source-broken',
        message: expect.stringContaining(name),
      })
    }
  })

  it('stops when told to, at the start or midway, and leaves nothing behind', async () => {
    const repository = at('stopped')
    const midway = new AbortController()
    const stop = () => midway.abort(new Error('enough'))
    const attempts = [{ signal: AbortSignal.abort(new Error('enough')) }, { signal: midway.signal, onProgress: stop }]
    for (const attempt of attempts) {
      await expect(createLabOf(tiny, { repository, source, ...attempt })).rejects.toThrow('enough')
      expect((await readdir(directory)).filter((name) => name.startsWith('stopped'))).toEqual([])
    }
  })

  it('refuses an unknown scenario', async () => {
    await expect(createLab({ scenario: 'toast', repository: at('x'), source })).rejects.toMatchObject({
      code: 'lab-unknown-scenario',
    })
  })
})
