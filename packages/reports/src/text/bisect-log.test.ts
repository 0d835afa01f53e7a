import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Candidate, Check, Run } from '@kbisect/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { culpritResult, inputFor, signature } from '../report-input.fixture.ts'
import { type BisectLogInput, bisectLog } from './bisect-log.ts'

let repository: string
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()

function commit(subject: string): string {
  git('commit', '-q', '--allow-empty', '-m', subject)
  return git('rev-parse', 'HEAD')
}

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'bisect-log-'))
  git('init', '-q')
})
afterEach(() => rmSync(repository, { recursive: true }))

const TIME = '2026-03-01T10:00:00.000Z'

function candidate(hash: string, verdict: Candidate['verdict'], subject: string): Candidate {
  const rest = {
    position: 0,
    author: 'T',
    committedAt: TIME,
    parents: [],
    reason: null,
    possible: false,
    noop: false,
    drift: null,
    override: null,
    runs: 0,
  }
  return { hash, verdict, subject, ...rest }
}

function run(commitHash: string, minute: number): Run {
  return {
    id: `run${commitHash.slice(0, 8)}`,
    commit: commitHash,
    reverted: null,
    patched: null,
    merged: null,
    target: 'arm64',
    attempt: 1,
    image: null,
    result: { kind: 'passed' },
    log: null,
    logBytes: 0,
    command: '',
    emulator: '',
    accelerator: 'tcg',
    worker: '',
    cpuSeconds: 0,
    seconds: 0,
    finishedAt: `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`,
  }
}

const usual = inputFor(null).bisection.request

function bisection(good: string, bad: string, mergeBases: string[] = []): BisectLogInput['bisection'] {
  const ends = { good: { ref: 'v1', hash: good }, bad: { ref: 'v2', hash: bad } }
  return { ...ends, target: 'arm64', mergeBases, result: null, request: usual }
}

function replay(log: string): string {
  writeFileSync(join(repository, 'log'), log)
  return git('bisect', 'replay', 'log')
}

test('git replays it and comes to the same culprit, whatever the subjects say', () => {
  const [good, skipped, parent, culprit, weak, bad] = ['good', 'skipped', 'p', "c'; $(x)\u0007 `", 'w', 'bad'].map(
    commit,
  )
  if (!good || !skipped || !parent || !culprit || !weak || !bad) throw new Error('six commits were made')
  const candidates = [
    candidate(skipped, 'skip', 'skipped'),
    candidate(parent, 'good', 'p'),
    candidate(culprit, 'bad', 'line one\ngit bisect bad'),
    candidate(weak, 'weak', 'w'),
    candidate(bad, 'bad', 'bad'),
  ]
  const runs = [run(culprit, 2), run(parent, 3), run(skipped, 1)]
  const log = bisectLog({ bisection: bisection(good, bad), candidates, builds: [], runs })
  expect(replay(log)).toContain(`${culprit} is the first bad commit`)
  expect(log.split('\n').filter((line) => line.startsWith('git bisect '))).toEqual([
    'git bisect start',
    `git bisect bad ${bad}`,
    `git bisect good ${good}`,
    `git bisect skip ${skipped}`,
    `git bisect bad ${culprit}`,
    `git bisect good ${parent}`,
  ])
  expect(log).toContain(`# not sure: [${weak}] w`)
})

test('a commit that was tested with a patch alone says so, and git replays it all the same', () => {
  const [good, patched, bad] = ['good', 'patched', 'bad'].map(commit)
  if (!good || !patched || !bad) throw new Error('three commits were made')
  const input = {
    bisection: bisection(good, bad),
    candidates: [candidate(patched, 'bad', 'patched'), candidate(bad, 'bad', 'bad')],
    builds: [],
  }
  const log = bisectLog({ ...input, runs: [{ ...run(patched, 1), patched: bad }] })
  const note = `# does not build by itself, tested with ${bad.slice(0, 12)} applied:`
  expect(log).toContain(`${note}\n# bad: [${patched}] patched\n`)
  expect(replay(log)).toContain(`${patched} is the first bad commit`)
  const both = [run(patched, 1), { ...run(patched, 2), patched: bad }]
  expect(bisectLog({ ...input, runs: both })).not.toContain('does not build by itself')
})

test('a good revision that is no ancestor comes with its tested merge base', () => {
  const base = commit('base')
  const good = commit('good')
  git('checkout', '-q', '--detach', base)
  const culprit = commit('culprit')
  const bad = commit('bad')
  const log = bisectLog({
    bisection: bisection(good, bad, [base]),
    candidates: [candidate(culprit, 'bad', 'culprit'), candidate(bad, 'bad', 'bad')],
    builds: [],
    runs: [run(base, 1)],
  })
  expect(replay(log)).toContain(`${culprit} is the first bad commit`)
})

test('in a history of merges, with commits that were skipped, git comes to the culprit of a side branch', () => {
  const good = commit('good')
  git('checkout', '-q', '-b', 'side')
  const [side, skipped, culprit, skippedToo] = ['side', 'skipped', 'culprit', 'skipped too'].map(commit)
  git('checkout', '-q', '--detach', good)
  const main = commit('main')
  git('merge', '-q', '--no-ff', '-m', 'merge side', 'side')
  const merge = git('rev-parse', 'HEAD')
  const bad = commit('bad')
  if (!side || !skipped || !culprit || !skippedToo) throw new Error('four commits were made')
  const candidates = [
    candidate(side, 'good', 'side'),
    candidate(skipped, null, 'skipped'),
    candidate(culprit, 'bad', 'culprit'),
    candidate(skippedToo, 'skip', 'skipped too'),
    candidate(main, 'good', 'main'),
    candidate(merge, 'bad', 'merge side'),
    candidate(bad, 'bad', 'bad'),
  ]
  const runs = [merge, main, skippedToo, culprit, side].map(run)
  const input = { bisection: bisection(good, bad), candidates, builds: [], runs }
  const unsure = bisectLog(input)
  expect(replay(unsure)).not.toContain('is the first bad commit')
  const all = candidates.map((one) => (one.hash === skipped ? { ...one, verdict: 'good' as const } : one))
  const log = bisectLog({ ...input, candidates: all })
  expect(log).toContain(`git bisect skip ${skippedToo}\n`)
  expect(replay(log)).toContain(`${culprit} is the first bad commit`)
})

describe('a merge base', () => {
  const [good, base, bad] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string]
  const passed = run(base, 1)
  const blind: Run = { ...passed, result: { kind: 'passed', checksOff: ['lockdep'] } }
  const warned: Run = { ...passed, result: { kind: 'passed', warnings: [signature] } }
  const checkOf = (result: Check['result']): Check => ({
    ...{ name: 'merge base', commit: base, result, passes: 1, failures: 0 },
  })
  const resultWith = (...checks: Check[]) => ({ ...culpritResult, checks })
  const isGood = (own: Run, about: Partial<BisectLogInput['bisection']> = {}): boolean =>
    bisectLog({
      bisection: { ...bisection(good, bad, [base]), ...about },
      candidates: [candidate(bad, 'bad', 'bad')],
      builds: [],
      runs: [own],
    }).includes(`git bisect good ${base}`)

  test('is as good as the search found it', () => {
    expect(isGood(passed, { result: resultWith(checkOf('passed')) })).toBe(true)
    expect(isGood(blind, { result: resultWith(checkOf('passed')) })).toBe(true)
    expect(isGood(blind, { result: resultWith(checkOf('could not tell')) })).toBe(false)
    expect(isGood(warned, { result: resultWith(checkOf('failed')) })).toBe(false)
  })

  test('is not good before the search is over where a check of the kernel had stopped looking', () => {
    expect(isGood(passed)).toBe(true)
    expect(isGood(blind)).toBe(false)
    expect(isGood(warned)).toBe(true)
  })

  test('is not good before the search is over where it showed a warning and warnings are failures', () => {
    const request = { ...usual, warnings: 'fail' } as const
    expect(isGood(passed, { request })).toBe(true)
    expect(isGood(warned, { request })).toBe(false)
  })
})
