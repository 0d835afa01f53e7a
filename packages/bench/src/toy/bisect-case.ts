import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ApiClient,
  createToyHistory,
  type KillableProgram,
  TOY_DMA_FRAGMENT,
  type ToyHistory,
} from '@kbisect/testing'
import type { ToyCase } from './draw-case.ts'
import { type CaseResult, isRight, judgeAnswer } from './judge-answer.ts'

const POLL_SECONDS = 1.5
/** A search that takes longer waits for something that never comes. */
const PATIENCE_SECONDS = 1800

export interface CaseSurroundings {
  /** For the history, and for what is known of an odd answer. */
  readonly directory: string
  readonly signal: AbortSignal
  /** How often a bisection that paused is told to go on; default: never. */
  readonly resumes?: number
}

type Bisection = Awaited<ReturnType<ApiClient['bisection']>>

/** Has the program bisect one history, from its tree to its answer. */
export async function bisectCase(
  { api }: Pick<KillableProgram, 'api'>,
  toyCase: ToyCase,
  { directory, signal, resumes = 0 }: CaseSurroundings,
): Promise<CaseResult> {
  const { number, plan } = toyCase
  const history = await createToyHistory({ directory: join(directory, `toy-${number}`), plan })
  const began = performance.now()
  const id = await begin(api, toyCase, history)
  const { bisection, pauses } = await follow(api, id, resumes, signal)
  const { state, stage, outcome, label, reason, progress } = bisection
  if (state !== 'finished') await api.request('POST', `/bisections/${id}/cancel`)
  const judgement = judgeAnswer(bisection, plan.culprit === undefined ? undefined : history.hash(plan.culprit))
  if (!isRight(judgement)) await keepEvidence(api, id, join(directory, `odd-${number}.json`), { toyCase, bisection })
  return {
    id,
    toyCase,
    judgement,
    outcome: state === 'finished' ? [outcome, label].filter(Boolean).join(', ') : `${state} in ${stage}`,
    reason: reason ?? '',
    commits: bisection.commits,
    builds: progress.builds,
    boots: progress.runs,
    seconds: (performance.now() - began) / 1000,
    infrastructureErrors: progress.infrastructureErrors,
    pauses,
  }
}

async function begin(api: ApiClient, { number, plan, architecture }: ToyCase, history: ToyHistory): Promise<string> {
  const tree = `toy-${number}`
  await api.addTree(tree, history.url)
  const fragments = [{ name: 'dma', content: TOY_DMA_FRAGMENT }]
  const { id } = await api.start({ tree, good: plan.good, bad: plan.bad, target: { architecture, fragments } })
  return id
}

async function follow(
  api: ApiClient,
  id: string,
  resumes: number,
  signal: AbortSignal,
): Promise<{ readonly bisection: Bisection; readonly pauses: number }> {
  const deadline = performance.now() + PATIENCE_SECONDS * 1000
  for (let pauses = 0; ; ) {
    await sleep(POLL_SECONDS * 1000, undefined, { signal })
    const bisection = await api.bisection(id)
    if (bisection.state === 'finished' || performance.now() > deadline) return { bisection, pauses }
    if (bisection.state !== 'paused') continue
    pauses++
    if (pauses > resumes) return { bisection, pauses }
    await api.post(`/bisections/${id}/resume`)
  }
}

/**
 * Writes down all that the program knows of a bisection, for whoever wants to know why it ended
 * like that.
 */
export async function keepEvidence(api: ApiClient, id: string, file: string, about: object): Promise<void> {
  const [builds, runs, candidates, events] = [
    await api.builds(id),
    await api.runs(id),
    await api.candidates(id),
    await api.events(id),
  ]
  await writeFile(file, JSON.stringify({ ...about, builds, runs, candidates, events }, null, 1))
}
