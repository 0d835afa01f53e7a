import type { Bisection, Run } from '@kbisect/contracts'
import { CliError } from '../cli-error.ts'

/** Which run is asked for. */
export interface WantedRun {
  /** Beginning of the id of a run, or of the commit that it booted. */
  readonly run?: string | undefined
  /** Name of the target; default: the main one, where there is such a run. */
  readonly target?: string | undefined
  /** One that passed, in place of one that failed. */
  readonly passed?: boolean | undefined
  /** The last one, whatever it booted on which target. */
  readonly last?: boolean | undefined
}

type About = Pick<Bisection, 'id' | 'target' | 'result'>

/**
 * Returns the run that was asked for. Of several it prefers the culprit's, then those of the main
 * target, of commits as they are, that failed, and of these the last one. Reads the pages, the last
 * run first, only as far as that takes.
 * @throws CliError when there is none
 */
export async function chooseRun(
  pages: AsyncIterable<readonly Run[]>,
  bisection: About,
  wanted: WantedRun = {},
): Promise<Run> {
  let best: { readonly run: Run; readonly distance: number } | undefined
  for await (const runs of pages) {
    for (const run of runs) {
      if (run.log === null || !isMeant(run, wanted)) continue
      const distance = run.id === wanted.run ? 0 : distanceOf(run, bisection, wanted)
      if (distance === 0) return run
      if (!best || distance < best.distance) best = { run, distance }
    }
  }
  if (best) return best.run
  throw notFound(bisection, wanted)
}

function isMeant(run: Run, { run: name, target, passed = false }: WantedRun): boolean {
  return (
    (name === undefined || run.id.startsWith(name) || run.commit.startsWith(name)) &&
    (target === undefined || run.target === target) &&
    (!passed || run.result.kind === 'passed')
  )
}

/** How far a run is from the one that is most likely meant: 0 is that one. */
function distanceOf(run: Run, { target, result }: About, wanted: WantedRun): number {
  const { passed = false, last = false } = wanted
  const culprit = wanted.run === undefined && !passed ? result?.culprit?.hash : undefined
  const changed = run.reverted !== null || run.patched !== null || run.merged !== null
  const doubts = [
    [run.result.kind !== (passed ? 'passed' : 'failed'), 1],
    [!last && changed, 2],
    [!last && wanted.target === undefined && run.target !== target, 4],
    [!last && culprit !== undefined && run.commit !== culprit, 8],
  ] as const
  return doubts.reduce((sum, [isOff, weight]) => sum + (isOff ? weight : 0), 0)
}

function notFound({ id }: About, { run, target, passed }: WantedRun): CliError {
  const what = [
    run === undefined ? '' : ` that is called ${run} or booted a commit that begins with it`,
    target === undefined ? '' : ` on the target ${target}`,
    passed ? ' that passed' : '',
  ].join('')
  if (what === '')
    return new CliError(`the bisection ${id} has no console log yet`, {
      hint: `wait for its first boot: kbisect watch ${id}`,
    })
  return new CliError(`the bisection ${id} has no run${what}`, { hint: `\`kbisect show ${id} --runs\` lists all` })
}
