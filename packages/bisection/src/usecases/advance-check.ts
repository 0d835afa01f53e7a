import { type BisectionResult, type Check, checkedState } from '@kbisect/contracts'
import { sameFailure, type Signature as VerdictSignature } from '@kbisect/verdict'
import type { ClaimedRegression, SettledCheck } from '../model/check-store.ts'
import type { BisectionRecord } from '../model/facts.ts'
import { newRegression } from '../model/new-regression.ts'
import type { ControlPorts } from '../model/ports.ts'
import { quotedFailure } from '../model/quoted.ts'
import { regressionFound } from '../notify/notifications.ts'
import { notify } from '../notify/send-notifications.ts'
import {
  regressionAffectsMore,
  regressionCameBack,
  regressionGone,
  revisionTested,
} from '../notify/watch-notifications.ts'
import type { Plan } from '../plan/plan.ts'
import { resultOf } from '../plan/stage-answer.ts'

/** What comes of a check now: it goes on, it ends, it searches from now on, or it has to wait. */
export type CheckStep =
  | { readonly kind: 'goes on' }
  | { readonly kind: 'ends'; readonly result: BisectionResult }
  | { readonly kind: 'searches' }
  | { readonly kind: 'waits' }

/**
 * Stores what a check came to, and decides by the policy of its watch what follows from a
 * regression. Doing it again does no harm: all of it is stored before the check is over.
 */
export async function advanceCheck(ports: ControlPorts, record: BisectionRecord, next: Plan): Promise<CheckStep> {
  const { store } = ports
  if (next.result) {
    await settle(ports, record, settledBy(record, next, next.result))
    return { kind: 'ends', result: next.result }
  }
  if (!next.regression) return { kind: 'goes on' }
  const { signature, checks } = next.regression
  const isSame = (other: Parameters<typeof sameFailure>[1]) => signature !== null && sameFailure(signature, other)
  const claimed = await store.claimRegression(record.id, newRegression(record, signature), isSame)
  const reason = regressionWords(record, claimed, signature)
  const { passes, failures } = tally(checks)
  await settle(ports, record, {
    ...{ state: 'failed', passes, failures, signature, reason, sameAs: null },
    regressionId: claimed.id,
  })
  const policy = record.watch?.policy ?? 'record'
  if (policy === 'notify') await notifyOfClaim(ports, record, claimed, signature)
  if (policy === 'record' || claimed.how === 'joined') {
    const ended = { outcome: 'inconclusive', cause: 'not bisected', reason, signature } as const
    return { kind: 'ends', result: resultOf({ ...ended, checks: [...checks] }) }
  }
  return { kind: (await store.promote(record.id)) ? 'searches' : 'waits' }
}

function regressionWords(
  record: BisectionRecord,
  { how, id }: ClaimedRegression,
  signature: SettledCheck['signature'],
): string {
  const failure = quotedFailure(signature, 'it fails')
  const since = `${record.good.hash.slice(0, 12)} passes, and ${record.bad.hash.slice(0, 12)} does not: ${failure}.`
  if (how === 'joined') return `${since} Another target shows the same failure; the regression ${id} is about both.`
  return how === 'came back' ? `${since} This failure was seen before, and had gone.` : since
}

async function notifyOfClaim(
  ports: ControlPorts,
  record: BisectionRecord,
  claimed: ClaimedRegression,
  signature: VerdictSignature | null,
): Promise<void> {
  const { surroundings, store } = ports
  if (claimed.how === 'new') return await notify(ports, regressionFound(surroundings, record, claimed.id, signature))
  if (claimed.how === 'came back')
    return await notify(ports, regressionCameBack(surroundings, record, claimed, signature))
  const regression = await store.findRegression({ id: claimed.id })
  if (regression) await notify(ports, regressionAffectsMore(surroundings, record, regression, signature))
}

/** Stores what the check came to, and says what that is news for. */
async function settle(ports: ControlPorts, record: BisectionRecord, settled: SettledCheck): Promise<void> {
  const { store, surroundings } = ports
  const { gone, tested } = await store.settleCheck(record.id, settled)
  const { watch } = record
  if (watch?.policy !== 'notify') return
  const regression = gone === undefined ? undefined : await store.findRegression({ id: gone })
  if (regression) await notify(ports, regressionGone(surroundings, regression, record.bad.hash))
  if (tested) await notify(ports, revisionTested(surroundings, record, watch, tested))
}

const tally = (checks: readonly Check[]) => {
  const { passes = 0, failures = 0 } = checks.find(({ name }) => name === 'bad revision') ?? {}
  return { passes, failures }
}

const passedWords = (passes: number): string =>
  passes === 0 ? 'It builds.' : `Passed ${passes === 1 ? 'once' : `${passes} times`}.`

/** What the end of a check says of its revision. */
function settledBy(record: BisectionRecord, { failure }: Plan, result: BisectionResult): SettledCheck {
  const { cause, reason, signature, checks } = result
  const state = checkedState(result)
  const good = record.good.hash.slice(0, 12)
  const counted = { ...tally(checks), state, reason, signature, sameAs: null, regressionId: null }
  if (cause === 'bad revision passes') return { ...counted, signature: null, reason: passedWords(counted.passes) }
  if (cause === 'same kernel')
    return { ...counted, sameAs: record.good.hash, reason: `The same kernel as ${good}, which passed.` }
  if (cause === 'known regression') {
    const known = record.check?.known.find((one) => failure !== undefined && sameFailure(one.signature, failure))
    return { ...counted, regressionId: known?.regressionId ?? null }
  }
  return state === 'inherited' ? { ...counted, reason: `Inherited from ${good}: ${reason}` } : counted
}
