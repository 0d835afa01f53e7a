import type { Regression, Triage, TriageRequest } from '@kbisect/contracts'
import { ConflictError, NotFoundError, RequestError } from '../model/errors.ts'
import { findOrThrow as findBisection } from '../model/find-or-throw.ts'
import type { ControlPorts, History, NewDeliveries } from '../model/ports.ts'
import { quoted } from '../model/quoted.ts'
import { regressionFixed } from '../notify/notifications.ts'
import { messagesFor, send } from '../notify/send-notifications.ts'
import { lookUpRef } from './look-up-ref.ts'

type Where = { readonly id: string } | { readonly bisectionId: string }

/**
 * Sets the triage state of a regression and notifies the subscribers of a fix; the state `open`
 * clears it.
 * @param by name of the token that sets it
 * @param openHistory the regression's tree, ready to resolve the commit that fixes it
 * @throws NotFoundError, ConflictError when the bisection has no regression, RequestError naming
 * the field `commit`
 */
export async function triageRegression(
  ports: ControlPorts,
  where: Where,
  request: TriageRequest,
  by: string,
  openHistory: (tree: string, ref: string) => Promise<Pick<History, 'resolve'>>,
): Promise<Regression> {
  const { store } = ports
  const regression = await findOrThrow(ports, where)
  const commit = await fixOf(regression, request, openHistory)
  const at = ports.surroundings.now().toISOString()
  const triage: Triage = { state: request.state, by, why: request.why ?? null, commit, at }
  const deliveries = commit === null ? [] : await messagesOfFix(ports, regression, triage)
  const { state, why } = triage
  const data = { regressionId: regression.id, state, by, why, commit }
  const event = { type: 'triaged', message: describe(triage), data } as const
  await send(ports, await store.triageRegression(regression.id, triage, { events: [event], deliveries }))
  return { ...regression, state: triage.state, triage }
}

async function findOrThrow({ store }: ControlPorts, where: Where): Promise<Regression> {
  const found = await store.findRegression(where)
  if (found) return found
  if ('id' in where) {
    const hint = 'check the id, or list the regressions (GET /api/v1/regressions)'
    throw new NotFoundError(`there is no regression ${where.id}`, { value: where.id, hint })
  }
  const { id, state } = await findBisection(store, where.bisectionId)
  const [why, hint] =
    state === 'finished'
      ? [
          'it ended without one: its good revision did not pass, or its bad revision did not fail',
          'retry it with other boundaries',
        ]
      : [
          'its boundaries are not checked yet: set its triage state when the good one has passed and the bad one has failed',
          'ask again when its boundaries are checked',
        ]
  throw new ConflictError(`bisection ${id} has no regression to triage; ${why}`, { value: id, hint })
}

/** The commit that fixes it, as a hash; null for every other state. */
async function fixOf(
  { tree, culprit }: Regression,
  { state, commit }: TriageRequest,
  openHistory: (tree: string, ref: string) => Promise<Pick<History, 'resolve'>>,
): Promise<string | null> {
  const refuse = (code: string, message: string, hint: string) =>
    new RequestError(code, [{ field: 'commit', value: commit, message, hint }])
  if (state !== 'fixed') {
    if (commit === undefined) return null
    throw refuse(
      'commit-unwanted',
      `says which commit fixes it, but the state is ${state}`,
      'leave it out, or use fixed',
    )
  }
  if (commit === undefined)
    throw refuse('commit-missing', 'is needed with the state fixed', 'name the commit that fixes it')
  const hash = await lookUpRef(await openHistory(tree, commit), commit, 'commit')
  if (hash === undefined)
    throw refuse(
      'unknown-ref',
      `${JSON.stringify(commit)} is not a commit, branch or tag of tree ${tree}`,
      'check the spelling; a fix that the tree does not have yet is claimed, not fixed',
    )
  if (hash === culprit?.hash)
    throw refuse('fix-is-culprit', 'is the commit that broke it', 'name the one that fixes it')
  return hash
}

async function messagesOfFix(ports: ControlPorts, regression: Regression, triage: Triage): Promise<NewDeliveries[]> {
  const { store, surroundings } = ports
  const { bisectionId } = regression
  const record = bisectionId === null ? undefined : await store.find(bisectionId)
  const range = async () => (bisectionId === null ? [] : await store.range(bisectionId))
  return await messagesFor(ports, regressionFixed(surroundings, regression, triage, record, range))
}

function describe({ state, by, why, commit }: Triage): string {
  const what = commit === null ? state : `${state} by ${commit.slice(0, 12)}`
  return `${by} set the triage state to ${what}${why ? `: ${quoted(why)}` : ''}.`
}
