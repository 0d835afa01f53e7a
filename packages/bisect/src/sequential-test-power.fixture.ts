import { checkBoundaries, GATE_LIMITS, type Gate, type GateLimits } from './sequential-test.ts'

/** What the gate does with revisions whose failure rates are known: worked out, not drawn. */
export interface GatePower {
  /** Probability of each answer; they sum to one. */
  readonly differ: number
  readonly notReproduced: number
  /** Runs of both revisions, on average. */
  readonly meanRuns: number
  /** Runs of the revision that was run more, at most. */
  readonly mostRuns: number
}

// No tally is as high as this.
const RADIX = 256

/**
 * The exact power of the gate: the probabilities of all tallies that it can come to, run by run, as
 * what it asks for depends on the tallies alone.
 */
export function gatePower(p1: number, p0: number, limits: GateLimits = GATE_LIMITS): GatePower {
  const byRuns: Map<number, number>[] = [new Map([[0, 1]])]
  const answers = { differ: 0, 'not-reproduced': 0 }
  let meanRuns = 0
  let mostRuns = 0
  for (let runs = 0; runs < byRuns.length; runs++) {
    for (const [state, probability] of byRuns[runs] ?? []) {
      const gate = askGate(state, limits)
      if (gate.kind === 'run') {
        const later = byRuns[runs + gate.runs] ?? new Map<number, number>()
        byRuns[runs + gate.runs] = later
        for (const [next, share] of outcomes(state, gate, gate.end === 'bad' ? p1 : p0))
          later.set(next, (later.get(next) ?? 0) + probability * share)
      } else {
        answers[gate.kind] += probability
        meanRuns += probability * runs
        const { bad, good } = talliesOf(state)
        mostRuns = Math.max(mostRuns, bad.failures + bad.passes, good.failures + good.passes)
      }
    }
  }
  return { differ: answers.differ, notReproduced: answers['not-reproduced'], meanRuns, mostRuns }
}

const talliesOf = (state: number) => {
  const digit = (place: number) => Math.floor(state / RADIX ** place) % RADIX
  return { bad: { failures: digit(3), passes: digit(2) }, good: { failures: digit(1), passes: digit(0) } }
}

const known = new Map<GateLimits, Map<number, Gate>>()

// The same tallies are asked about for every pair of rates.
function askGate(state: number, limits: GateLimits): Gate {
  const gates = known.get(limits) ?? new Map<number, Gate>()
  known.set(limits, gates)
  const gate = gates.get(state)
  if (gate) return gate
  const { bad, good } = talliesOf(state)
  const asked = checkBoundaries(bad, good, limits)
  gates.set(state, asked)
  return asked
}

/** The tallies after the runs that were asked for, with the probability of each. */
function outcomes(state: number, { end, runs }: Gate & { kind: 'run' }, rate: number): [number, number][] {
  const [failed, passed] = end === 'bad' ? [RADIX ** 3, RADIX ** 2] : [RADIX, 1]
  const states: [number, number][] = []
  let ways = 1
  for (let failures = 0; failures <= runs; failures++) {
    const share = ways * rate ** failures * (1 - rate) ** (runs - failures)
    if (share > 0) states.push([state + failures * failed + (runs - failures) * passed, share])
    ways = (ways * (runs - failures)) / (failures + 1)
  }
  return states
}
