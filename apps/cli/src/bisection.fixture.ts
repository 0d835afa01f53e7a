import type { Bisection, BisectionResult, Event, Search } from '@kbisect/contracts'

export const CULPRIT = 'c'.repeat(40)
export const AT = '2026-01-02T03:04:05.000Z'

/** A bisection under way, with what a test wants otherwise. */
export function aBisection(changes: Partial<Bisection> = {}): Bisection {
  return {
    id: 'abcdefgh123456789012',
    tree: 'linux',
    title: 'boot on arm64 in linux, v1..v2',
    good: { ref: 'v1', hash: 'a'.repeat(40) },
    bad: { ref: 'v2', hash: 'b'.repeat(40) },
    target: 'arm64',
    architecture: 'arm64',
    config: 'defconfig',
    branch: null,
    test: 'boot',
    state: 'running',
    stage: 'narrow',
    outcome: null,
    label: null,
    culprit: null,
    commits: 20,
    candidatesLeft: 5,
    reason: null,
    expected: null,
    regression: null,
    createdAt: AT,
    startedAt: AT,
    finishedAt: null,
    request: { tree: 'linux', good: 'v1', bad: 'v2', target: { architecture: 'arm64' } },
    targets: [],
    mergeBases: [],
    createdBy: 'root',
    retryOf: null,
    progress: {
      stage: 'narrow',
      commits: 20,
      candidatesLeft: 5,
      builds: 3,
      runs: 7,
      working: [],
      infrastructureErrors: 0,
    },
    search: null,
    result: null,
    ...changes,
  }
}

/** What an engine believes that has two candidates left. */
export function aSearch(changes: Partial<Search> = {}): Search {
  return {
    effective: 1.96,
    canChange: 12,
    noChange: 0.01,
    notMonotone: 0.01,
    ranked: [{ commit: CULPRIT, subject: 'mm: break it', probability: 0.55 }],
    strip: [0.55, 0.43],
    choices: [
      {
        commit: CULPRIT,
        subject: 'mm: break it',
        action: 'boot',
        bits: 0.97,
        bad: 0.55,
        reason: 'splits the remaining probability 55 : 45; image is built',
      },
    ],
    ...changes,
  }
}

export function aResult(changes: Partial<BisectionResult> = {}): BisectionResult {
  return {
    outcome: 'culprit',
    label: 'confirmed',
    reason: 'this is the first bad commit.',
    culprit: { hash: CULPRIT, subject: 'mm: break it', author: 'A Developer <a@example.org>', authoredAt: AT },
    probability: 0.99,
    range: [CULPRIT],
    signature: { kind: 'panic', text: 'panic in mm_init' },
    affectedTargets: [
      { target: 'arm64', result: 'affected', reason: 'panic in mm_init' },
      { target: 'x86_64', result: 'not affected', reason: 'passed 3 of 3 runs' },
    ],
    checks: [],
    assumptions: [],
    findings: [],
    drift: [],
    cause: null,
    basis: null,
    merge: null,
    canChange: 12,
    ranked: [{ commit: CULPRIT, subject: 'mm: break it', probability: 0.99 }],
    ...changes,
  }
}

/** The same bisection, finished two minutes later. */
export function finished(result: BisectionResult): Bisection {
  return aBisection({
    state: 'finished',
    stage: 'done',
    outcome: result.outcome,
    label: result.label,
    culprit: result.culprit,
    finishedAt: '2026-01-02T03:06:05.500Z',
    result,
  })
}

export function anEvent(id: number, type: Event['type'], message: string): Event {
  return { id, bisectionId: 'abcdefgh123456789012', type, message, data: {}, at: AT }
}
