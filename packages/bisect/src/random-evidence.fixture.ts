import fc from 'fast-check'
import type { GraphCommit } from './commit-graph.ts'
import { histories } from './random-history.fixture.ts'
import type { CommitEvidence, Evidence, InFlight, PatchedEvidence, Slots } from './terms.ts'

/** A history with evidence that need not make sense: the engine must bear with any. */
export interface RandomCase {
  readonly history: readonly GraphCommit[]
  readonly evidence: Evidence
  readonly slots: Slots
}

// Mostly few runs, now and then very many.
const count = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 6 }) },
  { weight: 2, arbitrary: fc.nat({ max: 400 }) },
  { weight: 1, arbitrary: fc.nat({ max: 200_000 }) },
)
const tally = fc.record({ passes: count, failures: count })

const built: fc.Arbitrary<CommitEvidence> = fc.record({
  passes: count,
  failures: count,
  others: count,
  untestable: fc.constant(false),
  // Few images, so that many are equal.
  image: fc.nat({ max: 5 }).map((name) => `image ${name}`),
})
const unbuilt: fc.Arbitrary<CommitEvidence> = fc.constant({ passes: 0, failures: 0, others: 0, untestable: true })
const known = fc.oneof({ weight: 3, arbitrary: built }, { weight: 1, arbitrary: unbuilt })

/**
 * What a random number of the history's commits have of something; a few ids are not in the graph.
 */
function ofCommits<T>(history: readonly GraphCommit[], value: fc.Arbitrary<T>, maxLength: number) {
  const id = fc.nat({ max: history.length }).map((at) => history[at]?.id ?? 'elsewhere')
  return fc.uniqueArray(fc.tuple(id, value), { maxLength, selector: ([name]) => name })
}

/** Any commit may be applied to any other: the engine has to bear with it. */
const patchedOf = (history: readonly GraphCommit[]): fc.Arbitrary<PatchedEvidence[]> =>
  fc
    .tuple(ofCommits(history, known, 4), fc.array(fc.nat({ max: history.length - 1 }), { minLength: 4, maxLength: 4 }))
    .map(([entries, patches]) =>
      entries.map(([commit, about], at) => ({ ...about, commit, patch: history[patches[at] ?? 0]?.id ?? '' })),
    )

const inFlightOf = (history: readonly GraphCommit[]): fc.Arbitrary<InFlight[]> =>
  ofCommits(
    history,
    fc.record({
      stage: fc.constantFrom('build', 'boot'),
      runs: fc.nat({ max: 4 }),
      done: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    5,
  ).map((tests) => tests.map(([commit, test]) => ({ commit, ...test })))

/**
 * What is in flight agrees with what is known: kernels that are built are run, others are built.
 */
function consistent(evidence: Evidence): Evidence {
  const inFlight = evidence.inFlight?.flatMap((test): InFlight[] => {
    const about = evidence.commits.get(test.commit)
    if (about?.untestable) return []
    return [about?.image === undefined ? { ...test, stage: 'build' } : { ...test, stage: 'boot', runs: test.runs + 1 }]
  })
  return { ...evidence, ...(inFlight ? { inFlight } : {}) }
}

const evidenceOf = (history: readonly GraphCommit[]): fc.Arbitrary<Evidence> =>
  fc
    .record(
      {
        commits: ofCommits(history, known, 12).map((entries) => new Map(entries)),
        patched: patchedOf(history),
        before: tally,
        imagesBefore: fc.subarray(['image 0', 'image 1', 'image 9']).map((images) => new Set(images)),
        noops: ofCommits(history, fc.constant(true), 30).map((entries) => new Set(entries.map(([id]) => id))),
        suspicion: ofCommits(
          history,
          fc.oneof(fc.nat({ max: 100 }), fc.double({ min: 1e-9, max: 1e9, noNaN: true })),
          12,
        ).map((entries) => new Map(entries)),
        inFlight: inFlightOf(history),
      },
      { requiredKeys: ['commits', 'before'] },
    )
    .map(consistent)

const someSlots = fc.record({ build: fc.nat({ max: 4 }), boot: fc.nat({ max: 4 }), total: fc.nat({ max: 6 }) })

export const randomCases: fc.Arbitrary<RandomCase> = histories.chain((history) =>
  fc.record({ history: fc.constant(history), evidence: evidenceOf(history), slots: someSlots }),
)

/** The same evidence, come in another order. */
export const reordered = (evidence: Evidence): fc.Arbitrary<Evidence> => {
  const { commits, patched, imagesBefore, noops, suspicion, inFlight } = evidence
  return fc.record({
    commits: shuffled([...commits]).map((entries) => new Map(entries)),
    before: fc.constant(evidence.before),
    ...(patched && { patched: shuffled(patched) }),
    ...(imagesBefore && { imagesBefore: shuffled([...imagesBefore]).map((images) => new Set(images)) }),
    ...(noops && { noops: shuffled([...noops]).map((ids) => new Set(ids)) }),
    ...(suspicion && { suspicion: shuffled([...suspicion]).map((entries) => new Map(entries)) }),
    ...(inFlight && { inFlight: shuffled(inFlight) }),
  })
}

const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
