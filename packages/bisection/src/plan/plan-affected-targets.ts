import { checkBoundaries, type Gate } from '@kbisect/bisect'
import { type AffectedTarget, failureText, type Target } from '@kbisect/contracts'
import type { Evidence } from '../model/evidence.ts'
import { type BisectionRecord, type Task, taskKey } from '../model/facts.ts'
import { mainTarget } from '../model/main-target.ts'
import { quotedFailure } from '../model/quoted.ts'
import { type Counting, countingOf, type Showing, showingOf } from '../model/range-evidence.ts'
import { runsAsked } from '../model/runs-asked.ts'
import { furtherBoots } from './next-boot-attempts.ts'
import type { Confirmed } from './plan-confirmation.ts'
import { reasonOf } from './revision-checks.ts'
import { resultOf, type Unfinished } from './stage-answer.ts'

// A target on which a kernel only ever ends otherwise is given up after so many runs.
const MOST_OTHERS = 3
const MOST_RUNS = 60

type Answer =
  | { readonly kind: 'needs'; readonly tasks: readonly Task[] }
  | { readonly kind: 'known'; readonly result: AffectedTarget }

/** Tests the culprit and its parents on every further target, and completes the result. */
export function planAffectedTargets(record: BisectionRecord, evidence: Evidence, confirmed: Confirmed): Unfinished {
  const others = record.targets.slice(1)
  const answers = others.map((target) => checkTarget(record, evidence, confirmed, target))
  const tasks = answers.flatMap((answer) => (answer.kind === 'needs' ? answer.tasks : []))
  if (tasks.length > 0) return { kind: 'needs', tasks }
  const known = answers.flatMap((answer) => (answer.kind === 'known' ? [answer.result] : []))
  const affectedTargets = [ownResult(record, evidence, confirmed), ...known]
  return { kind: 'ends', result: resultOf({ ...confirmed.result, affectedTargets }) }
}

function ownResult(
  record: BisectionRecord,
  evidence: Evidence,
  { culprit, tested, result }: Confirmed,
): AffectedTarget {
  const counting = countingOf(record, evidence, undefined)
  const parents = tested.parents.map((revision) => showingOf(counting, revision))
  return {
    target: mainTarget(record).name,
    result: 'affected',
    reason: result.signature ? failureText(result.signature) : 'the search was made here',
    ...evidenceOf(culprit, showingOf(counting, tested.own), parents),
    ...(result.signature ? { signature: result.signature } : {}),
  }
}

function evidenceOf(culprit: Confirmed['culprit'], own: Showing, parents: readonly Showing[]) {
  const counted = (commit: string, { passes, failures }: Showing) => ({ commit, passes, failures })
  return {
    culprit: counted(culprit.hash, own),
    parents: culprit.parents.flatMap((commit, at) => {
      const parent = parents[at]
      return parent ? [counted(commit, parent)] : []
    }),
  }
}

/**
 * Whether the culprit fails on a target and its parents do not, by the sequential test that the
 * boundaries pass as well: here too a failure may come and go, and not as often as on the main
 * target. Any failure counts, as other machines die in other ways.
 */
function checkTarget(
  record: BisectionRecord,
  evidence: Evidence,
  { culprit, passes: cleared }: Confirmed,
  target: Target,
): Answer {
  const counting = countingOf(record, evidence, undefined, target)
  const show = (commit: string) => ({ commit, showing: showingOf(counting, { commit }) })
  const own = show(culprit.hash)
  const parents = culprit.parents.map(show)
  const known = (result: AffectedTarget['result'], reason: string): Answer => {
    const about = evidenceOf(
      culprit,
      own.showing,
      parents.map(({ showing }) => showing),
    )
    const { signature } = own.showing
    return {
      kind: 'known',
      result: {
        target: target.name,
        result,
        reason,
        ...about,
        ...(signature && result === 'affected' ? { signature } : {}),
      },
    }
  }
  // The parents come first: their boots tell how long a good boot takes there.
  const build = ({ commit }: Tested): Task => ({ kind: 'build', revision: { commit }, target })
  const unbuilt = parents.filter(({ showing }) => !showing.build)
  if (unbuilt.length > 0) return { kind: 'needs', tasks: unbuilt.map(build) }
  const lost = parents.find(({ showing }) => isLost(counting, showing))
  if (lost) return known('could not tell', `its parent cannot be tested here: ${reasonOf(lost.showing) ?? 'no answer'}`)
  if (!own.showing.build) return { kind: 'needs', tasks: [build(own)] }
  if (isLost(counting, own.showing)) return known('could not tell', reasonOf(own.showing) ?? 'no answer')
  if (counting.test === 'build')
    return judgeBuilds(
      own.showing,
      parents.map(({ showing }) => showing),
      known,
    )
  return judgeRuns({ record, counting, cleared, own, parents, known })
}

function isLost({ test }: Counting, { build, passes, failures, others }: Showing): boolean {
  if (build?.result === 'conflict') return true
  if (build?.result === 'failed' && test !== 'build') return true
  return (passes + failures === 0 && others >= MOST_OTHERS) || passes + failures + others >= 2 * MOST_RUNS
}

type Known = (result: AffectedTarget['result'], reason: string) => Answer

function judgeBuilds(own: Showing, parents: readonly Showing[], known: Known): Answer {
  const broken = parents.find(({ failures }) => failures > 0)
  if (broken)
    return known('could not tell', `its parent does not build here either: ${reasonOf(broken) ?? 'unknown error'}`)
  return own.failures > 0 ? known('affected', reasonOf(own) ?? 'does not build') : known('not affected', 'builds')
}

interface Tested {
  readonly commit: string
  readonly showing: Showing
}

function judgeRuns(about: {
  readonly record: BisectionRecord
  readonly counting: Counting
  readonly cleared: number
  readonly own: Tested
  readonly parents: readonly Tested[]
  readonly known: Known
}): Answer {
  const { record, counting, cleared, own, parents, known } = about
  const { evidence, target } = counting
  const boots = (commit: string, runs: number) => furtherBoots(evidence, { commit }, target, runs)
  // A failure that shows now and then needs as many passes here as it did on the main target.
  const { confirm } = runsAsked(record.request)
  const quiet = Math.max(confirm, cleared)
  const first = parents.flatMap(({ commit, showing: { passes, failures } }) =>
    passes + failures < FIRST_RUNS ? boots(commit, FIRST_RUNS - passes - failures) : [],
  )
  if (first.length > 0) return { kind: 'needs', tasks: first }
  const gates = parents.map(({ commit, showing }) => ({
    commit,
    showing,
    gate: checkBoundaries(own.showing, showing, { most: MOST_RUNS, quiet }),
  }))
  const asked = gates.flatMap(({ commit, gate }) =>
    gate.kind === 'run' ? boots(gate.end === 'bad' ? own.commit : commit, gate.runs) : [],
  )
  const ended = gates.find(({ gate }) => gate.kind === 'not-reproduced')
  if (ended) return notReproduced(ended.gate, own.showing, ended.showing, known)
  if (asked.length > 0)
    return { kind: 'needs', tasks: [...new Map(asked.map((task) => [taskKey(task), task])).values()] }
  return known('affected', own.showing.signature ? failureText(own.showing.signature) : 'fails')
}

const FIRST_RUNS = 2

function notReproduced(gate: Gate, own: Showing, parent: Showing, known: Known): Answer {
  const total = own.passes + own.failures
  if (gate.kind === 'not-reproduced' && gate.reason === 'never-failed') {
    return known('not affected', `passed ${own.passes} of ${total} runs`)
  }
  const how = parent.signature ? `: ${quotedFailure(parent.signature)}` : ''
  return known(
    'could not tell',
    `its parent does not pass here either (${parent.failures} of ${parent.failures + parent.passes} runs failed${how})`,
  )
}
