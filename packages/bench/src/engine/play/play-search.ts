import { type Choice, CommitGraph, type Decision } from '@kbisect/bisect'
import type { EngineOptions } from '../engine-options.ts'
import type { NamedHistory } from '../make-plan.ts'
import { randomFrom } from '../random.ts'
import { engine } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { createWorld } from '../truth/world.ts'

const DEFAULT_POINT = { p1: 0.9, p0: 0.05 }
const MOST_LISTED = 4
const LEAST_LISTED = 0.02

const percent = (share: number): string => `${(100 * share).toFixed(share > 0.1 ? 0 : 1)} %`
const short = (id: string): string => id.slice(0, 10)
const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/**
 * Shows one search to a person: what is believed, what is chosen and why, what came of it, and the
 * truth at the end.
 */
export function playSearch(
  { name, commits }: NamedHistory,
  { points, seed }: Pick<EngineOptions, 'points' | 'seed'>,
  say: (line: string) => void,
): void {
  const { p1, p0 } = points?.[0] ?? DEFAULT_POINT
  const graph = new CommitGraph(commits)
  const random = randomFrom(`play ${seed}`)
  const culprit = random.below(graph.size)
  const ledger = new Ledger(graph, createWorld(graph, { culprit, p1, p0 }, random))
  say(
    `${name}: ${graph.size} commits; one of them, drawn at random, makes ${percent(p1)} of runs fail instead of ${percent(p0)}.`,
  )
  const gate = passGate(ledger)
  const bad = ledger.of({ at: graph.size - 1 })
  say(
    `Ends: the bad one failed in ${bad.failures} of ${times(gate.bad, 'run')}, the good one in ${ledger.before.failures} of ${gate.good}.`,
  )
  if (gate.answer !== 'differ') {
    say(`That is not enough to search: ${gate.answer}.`)
    return
  }
  let pending: { readonly choice: Choice; readonly before: ReturnType<Ledger['of']> } | undefined
  let step = 0
  const { outcome, builds, runs, cost } = search(ledger, engine, (decision, choice) => {
    if (pending) say(`   → ${answerOf(ledger, pending.choice, pending.before)}`)
    say(`   believed: ${beliefOf(graph, decision)}`)
    pending = undefined
    if (decision.outcome || !choice) return
    say(`${++step}. ${reasonOf(graph, choice)}`)
    pending = { choice, before: ledger.of(ledger.kernelOf(choice)) }
  })
  const answer = outcome?.kind === 'culprit' ? short(outcome.commit) : (outcome?.kind ?? 'no answer')
  const truth = short(graph.ids[culprit] ?? '')
  say(
    `Answer: ${answer}, after ${times(builds, 'build')} and ${times(runs, 'run')} (cost ${cost}; log2 of the range is ${Math.log2(graph.size).toFixed(1)}).`,
  )
  say(`It was ${truth}: ${answer === truth ? 'right' : 'WRONG'}.`)
}

function reasonOf(graph: CommitGraph, { commit, stage, runs, bits, bad }: Choice): string {
  const split = `${percent(bad)} : ${percent(1 - bad)}`
  const how = stage === 'build' ? 'build it, then' : 'its image is there:'
  const at = graph.indexOf(commit) ?? 0
  return `${short(commit)} (number ${at + 1}): ${how} ${times(runs, 'run')}. It splits what is believed ${split} and is expected to tell ${bits.toFixed(2)} bits.`
}

function answerOf(ledger: Ledger, choice: Choice, before: ReturnType<Ledger['of']>): string {
  const after = ledger.of(ledger.kernelOf(choice))
  if (after.untestable) return 'does not build'
  const counts = [
    [after.failures - before.failures, 'failed'],
    [after.passes - before.passes, 'passed'],
    [after.others - before.others, 'died of something else'],
  ] as const
  return counts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : [])).join(', ')
}

function beliefOf(graph: CommitGraph, { posterior }: Decision): string {
  const { commits, effective, noChange, notMonotone, failureRate } = posterior
  const order = [...commits.keys()].sort((a, b) => (commits[b] ?? 0) - (commits[a] ?? 0))
  const likely = order.slice(0, MOST_LISTED).filter((at) => (commits[at] ?? 0) >= LEAST_LISTED)
  const named = likely.map((at) => `${short(graph.ids[at] ?? '')} ${percent(commits[at] ?? 0)}`)
  return [
    `${effective.toFixed(effective < 10 ? 1 : 0)} candidates left`,
    ...(named.length > 0 ? [`likeliest ${named.join(', ')}`] : []),
    `no change ${percent(noChange)}, back and forth ${percent(notMonotone)}`,
    `fails ${percent(failureRate.bad)} with it, ${percent(failureRate.good)} without`,
  ].join('; ')
}
