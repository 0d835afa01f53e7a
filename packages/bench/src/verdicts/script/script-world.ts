import { CommitGraph } from '@kbisect/bisect'
import { behavioursOf, parentsOf, type ToyArch, type ToyBehaviour, type ToyPlan } from '@kbisect/testing'
import type { Random } from '../../engine/random.ts'
import type { GitAnswer } from '../../engine/rivals/git-bisect.ts'

/** Shares of builds and boots that meet a fault of the machine, 0 to 1. */
export interface FaultShares {
  readonly build: number
  readonly boot: number
}

/**
 * A toy history as somebody meets it who builds and boots its commits. Commits are those of the
 * range, by index.
 */
export interface ScriptWorld {
  readonly graph: CommitGraph
  /** Index of the culprit; undefined: there is none. */
  readonly culprit: number | undefined
  /** By index: whether it does not compile. */
  readonly broken: readonly boolean[]
  /** By index: share of boots that fail, in whatever way. */
  readonly failing: readonly number[]
}

/** The truth about a plan's range, for one architecture with all its slots built in. */
export function scriptWorld(plan: ToyPlan, architecture: ToyArch): ScriptWorld {
  const behaviours = behavioursOf(plan)
  const all = plan.commits.map(({ name }, at) => ({ id: name, parents: parentsOf(plan, at) }))
  const graph = new CommitGraph(all.filter(({ id }) => id !== plan.good))
  const slots = graph.ids.map((name) => {
    const said = behaviours.get(name)
    return [said?.get(architecture) ?? 'good', said?.get(`${architecture}+dma`) ?? 'good']
  })
  return {
    graph,
    culprit: plan.culprit === undefined ? undefined : graph.indexOf(plan.culprit),
    broken: slots.map((said) => said.includes('no-compile')),
    failing: slots.map((said) => 1 - said.reduce((passing, behaviour) => passing * (1 - failingShare(behaviour)), 1)),
  }
}

const BOOTS = ['good', 'warning']

function failingShare(behaviour: ToyBehaviour): number {
  if (typeof behaviour === 'string') return BOOTS.includes(behaviour) ? 0 : 1
  return 'flaky' in behaviour ? behaviour.flaky : 0
}

/**
 * The script that one gives `git bisect run` first: skip where make fails, bad unless the boot ends
 * as it should. It cannot tell whose fault either was.
 */
export function oneBootScript(world: ScriptWorld, faults: FaultShares, random: Random): (at: number) => GitAnswer {
  return (at) => {
    if (random.chance(faults.build) || world.broken[at]) return 'skip'
    return random.chance(faults.boot) || random.chance(world.failing[at] ?? 0) ? 'bad' : 'good'
  }
}
