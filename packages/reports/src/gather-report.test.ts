import type { Build, Run } from '@kbisect/contracts'
import { describe, expect, test } from 'vitest'
import { FACTS_AT_ONCE } from './fact-pages.ts'
import { gatherFacts, type ReportSources } from './gather-report.ts'
import { BAD, build, CULPRIT, culpritResult, GOOD, hash, inputFor, run, signature } from './report-input.fixture.ts'
import type { ReportInput } from './report-input.ts'
import { tellingLogs } from './representative-logs.ts'
import { bisectLog } from './text/bisect-log.ts'
import { textReport } from './text/text-report.ts'

const RUNS = 20_000

const signals: readonly Run['result'][] = [
  { kind: 'passed' },
  { kind: 'passed', warnings: [signature] },
  { kind: 'failed', signature, stage: 'kernel' },
  { kind: 'skipped', reason: 'x' },
]

/** As many runs of a few commits as a failure that hardly ever shows takes. */
const runs = Array.from({ length: RUNS }, (_, at) => {
  const commit = [GOOD, hash('b'), CULPRIT, BAD][at % 4] ?? BAD
  const result = signals[(at >> 2) % signals.length] ?? { kind: 'passed' }
  const finishedAt = new Date(Date.UTC(2026, 2, 1) + at * 1000).toISOString()
  return { ...run(`run${at}`.padEnd(8, 'x'), commit, result), seconds: at === 7_777 ? 99 : 1, finishedAt }
})
const builds = [GOOD, hash('b'), CULPRIT, BAD].map((commit) => build(commit, 'built'))

function pageOf<T>(all: readonly T[], cursor: string | undefined, limit: number) {
  const from = Number(cursor ?? 0)
  const items = all.slice(from, from + limit)
  return Promise.resolve({ items, next: from + limit < all.length ? String(from + limit) : null })
}

/** Serves the facts of an input page by page; notes how long the pages were. */
function sourcesOf(input: ReportInput, all: { readonly builds: readonly Build[]; readonly runs: readonly Run[] }) {
  const asked: number[] = []
  const none = () => Promise.reject(new Error('no report reads this here'))
  const sources: ReportSources = {
    bisections: {
      candidates: (_, { cursor, limit }) => pageOf(input.candidates, cursor, limit),
      builds: (_, { cursor, limit }) => pageOf(all.builds, cursor, limit),
      runs(_, { cursor, limit }) {
        asked.push(limit)
        return pageOf(all.runs, cursor, limit)
      },
      configTexts: () => Promise.resolve(input.texts),
    },
    artifacts: { size: none, openRange: none },
    commit: none,
    tree: none,
    logs: { read: none },
    urls: () => input.urls,
    reporter: input.reporter,
  }
  return { sources, asked }
}

describe('of a bisection with 20,000 runs', () => {
  const input = inputFor(culpritResult, { progress: { ...inputFor(null).bisection.progress, runs: RUNS, builds: 4 } })
  const whole: ReportInput = { ...input, builds, runs }

  test('the facts are read in pages, and few runs are kept', async () => {
    const { sources, asked } = sourcesOf(input, { builds, runs })
    const gathered = await gatherFacts(sources, input.bisection)
    expect(asked).toEqual(Array.from({ length: RUNS / FACTS_AT_ONCE }, () => FACTS_AT_ONCE))
    // Four commits with four results each, and the longest run.
    expect(gathered.runs).toHaveLength(17)
  })

  test('the reports say what they say with all runs at hand', async () => {
    const gathered = await gatherFacts(sourcesOf(input, { builds, runs }).sources, input.bisection)
    expect(textReport(gathered)).toBe(textReport(whole))
    expect(textReport(gathered)).toContain('4 builds and 20,000 runs')
    expect(bisectLog(gathered)).toBe(bisectLog(whole))
    expect(tellingLogs(gathered)).toEqual(tellingLogs(whole))
    expect(Math.max(...gathered.runs.map(({ seconds }) => seconds))).toBe(99)
  })
})

test('a report keeps artifacts and commands only of the builds and runs of commits that it names', async () => {
  const input = inputFor(culpritResult)
  const other = hash('9')
  const commands = ['make Image']
  const all = {
    builds: [CULPRIT, other].map((commit) => ({ ...build(commit, 'built'), commands })),
    runs: [run('runbad01', CULPRIT, { kind: 'passed' }), run('runother', other, { kind: 'passed' })],
  }
  const gathered = await gatherFacts(sourcesOf(input, all).sources, input.bisection)
  expect(gathered.builds).toEqual([all.builds[0], { ...all.builds[1], commands: [], artifacts: [] }])
  expect(gathered.runs.map(({ commit, command }) => [commit, command !== ''])).toEqual([
    [CULPRIT, true],
    [other, false],
  ])
})
