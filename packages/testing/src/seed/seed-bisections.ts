import type { BisectionResult, CommitSummary, Outcome, Target } from '@kbisect/contracts'
import { architectures, authors, failures, hashOf, pick, subsystems, trees } from './seed-texts.ts'

/** How many commits lie between the boundaries of each seeded bisection. */
export const RANGE = 64

const DAY = 86_400_000
const END = Date.UTC(2026, 10, 20)

const outcomeOf = (number: number): Outcome =>
  (
    [
      'culprit',
      'culprit',
      'culprit',
      'culprit',
      'culprit',
      'culprit',
      'range',
      'not-reproduced',
      'inconclusive',
      'cancelled',
    ] as const
  )[number % 10] ?? 'culprit'

/** Position of the commit that breaks it. */
export const culpritAt = (number: number): number => 7 + (number % 50)

/** Words of the commit at a position of the range; the database makes candidates from the same. */
export const commitWords = (number: number, position: number): string =>
  `${pick(trees, number)} ${Math.floor(number / 15)} ${position}`

export const subjectOf = (number: number, position: number): string =>
  `${pick(subsystems, number + position)}: change ${position} of series ${Math.floor(number / 15)}`

export const authorOf = (number: number, position: number): string => pick(authors, number + position)

function targetsOf(number: number): Target[] {
  const main = {
    config: number % 4 === 0 ? 'tinyconfig' : 'defconfig',
    fragments: [],
    toolchain: 'gcc',
    cmdline: '',
    bootable: true,
  } as const
  return [0, 1, 2].map((at) => {
    const architecture = pick(architectures, number + at)
    return {
      ...main,
      fragments: [],
      key: hashOf(`target ${architecture} ${main.config}`).slice(0, 16),
      name: architecture,
      architecture,
    }
  })
}

function culpritOf(number: number, at: number): CommitSummary {
  const position = culpritAt(number)
  return {
    hash: hashOf(commitWords(number, position)),
    subject: subjectOf(number, position),
    author: authorOf(number, position),
    authoredAt: new Date(at - DAY).toISOString(),
  }
}

function resultOf(number: number, at: number, targets: readonly Target[]): BisectionResult {
  const outcome = outcomeOf(number)
  const culprit = outcome === 'culprit' ? culpritOf(number, at) : null
  const found = culprit !== null
  const { kind, function: name, text } = pick(failures, number)
  const [main, ...others] = targets
  return {
    outcome,
    label: found ? 'confirmed' : outcome === 'range' ? 'range' : null,
    cause: found || outcome === 'cancelled' ? null : outcome === 'range' ? 'untestable commits' : 'bad revision passes',
    reason: found ? `Found and confirmed: ${culprit.subject}.` : `It ended with ${outcome}.`,
    culprit,
    probability: found ? 0.99 : null,
    basis: null,
    merge: null,
    assumptions: [],
    range: outcome === 'range' ? [10, 11, 12].map((position) => hashOf(commitWords(number, position))) : [],
    signature: { kind, text, ...(name ? { function: name } : {}) },
    affectedTargets: found
      ? [
          { target: main?.name ?? '', result: 'affected', reason: 'the culprit fails there' },
          ...others.map(({ name: target }) => ({
            target,
            result: 'not affected' as const,
            reason: 'the culprit passes there',
          })),
        ]
      : [],
    checks: found ? [{ name: 'culprit', commit: culprit.hash, result: 'passed', passes: 0, failures: 4 }] : [],
    findings: [],
    drift: [],
    canChange: 40,
    ranked: found ? [{ commit: culprit.hash, subject: culprit.subject, probability: 0.99 }] : [],
  }
}

/**
 * The bisection of this number: finished, about 400 days of them in all. The last `paused` of
 * `count` are paused.
 */
export function seedBisection(number: number, { count, paused }: { readonly count: number; readonly paused: number }) {
  const at = END - Math.floor(((count - number) * 400 * DAY) / count)
  const tree = pick(trees, number)
  const targets = targetsOf(number)
  const main = targets[0]
  if (!main) throw new Error('a bisection has a target')
  const open = number >= count - paused
  const result = open ? null : resultOf(number, at, targets)
  const config = typeof main.config === 'string' ? main.config : main.config.name
  const good = `v6.${Math.floor(number / 15) % 20}`
  const { alsoTest, test } = {
    alsoTest: targets.slice(1).map(({ architecture }) => ({ architecture })),
    test: { kind: 'boot' },
  }
  return {
    id: `seed${String(number).padStart(8, '0')}`,
    treeId: `seedtree${tree.replace(/[^a-z]/g, '')}`,
    request: { tree, good, bad: tree, target: { architecture: main.architecture, config }, test, alsoTest },
    targets,
    goodRef: good,
    goodHash: hashOf(commitWords(number, -1)),
    badRef: tree,
    badHash: hashOf(commitWords(number, RANGE - 1)),
    mergeBases: [],
    reopenings: 0,
    title: `boot on ${main.name} in ${tree}, ${good}..${tree}`,
    dedupKey: hashOf(`question ${number}`),
    branch: tree,
    createdBy: 'seed',
    targetName: main.name,
    config,
    architecture: main.architecture,
    testKind: 'boot',
    state: open ? 'paused' : 'finished',
    stage: open ? 'narrow' : 'done',
    pauseReason: open ? 'Paused by the seed: its tree is not a repository.' : null,
    commits: RANGE,
    candidatesLeft: open ? 9 : result?.outcome === 'range' ? 3 : 1,
    outcome: result?.outcome ?? null,
    label: result?.label ?? null,
    culpritHash: result?.culprit?.hash ?? null,
    culpritAuthor: result?.culprit?.author ?? null,
    culprit: result?.culprit ?? null,
    reason: result?.reason ?? null,
    result,
    createdAt: new Date(at).toISOString(),
    startedAt: new Date(at + 2_000).toISOString(),
    finishedAt: open ? null : new Date(at + 1_500_000).toISOString(),
  }
}
