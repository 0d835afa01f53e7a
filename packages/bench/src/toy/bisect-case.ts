import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiClient, createToyHistory, type KillableProgram, TOY_DMA_FRAGMENT } from '@kbisect/testing'
import type { SoakCase } from './draw-case.ts'
import { isRight, judgeAnswer, type SoakResult } from './judge-answer.ts'

const POLL_SECONDS = 0.5
/** A search that takes longer waits for something that never comes. */
const PATIENCE_SECONDS = 900

/** Has the program bisect one history, from its tree to its answer. */
export async function bisectCase(
  { api }: Pick<KillableProgram, 'api'>,
  soakCase: SoakCase,
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
): Promise<SoakResult> {
  const { number, plan, architecture } = soakCase
  const tree = `soak-${number}`
  const history = await createToyHistory({ directory: join(directory, tree), plan })
  await api.addTree(tree, history.url)
  const began = performance.now()
  const fragments = [{ name: 'dma', content: TOY_DMA_FRAGMENT }]
  const { id } = await api.start({ tree, good: plan.good, bad: plan.bad, target: { architecture, fragments } })
  for (;;) {
    await sleep(POLL_SECONDS * 1000, undefined, { signal })
    const bisection = await api.bisection(id)
    const { state, stage, outcome, label, reason, progress } = bisection
    const seconds = (performance.now() - began) / 1000
    if (state !== 'finished' && state !== 'paused' && seconds < PATIENCE_SECONDS) continue
    const where = state === 'finished' ? [outcome, label].filter(Boolean).join(', ') : `${state} in ${stage}`
    if (state !== 'finished') await api.request('POST', `/bisections/${id}/cancel`)
    const judgement = judgeAnswer(bisection, plan.culprit === undefined ? undefined : history.hash(plan.culprit))
    if (!isRight(judgement)) await keepEvidence(api, id, join(directory, `odd-${number}.json`), { soakCase, bisection })
    return {
      soakCase,
      judgement,
      outcome: where,
      reason: reason ?? '',
      commits: bisection.commits,
      builds: progress.builds,
      boots: progress.runs,
      seconds,
      infrastructureErrors: progress.infrastructureErrors,
    }
  }
}

/** All that the program knows of a bisection, for whoever wants to know why it ended like that. */
async function keepEvidence(api: ApiClient, id: string, file: string, about: object): Promise<void> {
  const [builds, runs, candidates, events] = [
    await api.builds(id),
    await api.runs(id),
    await api.candidates(id),
    await api.events(id),
  ]
  await writeFile(file, JSON.stringify({ ...about, builds, runs, candidates, events }, null, 1))
}
