import { type BisectionRequest, type RegressionReported, testOf } from '@kbisect/contracts'
import { ConsoleReader, type Signature } from '@kbisect/verdict'
import { RequestError } from '../model/errors.ts'
import type { ControlPorts, History, NewDeliveries, NewRegression } from '../model/ports.ts'
import { regressionReported } from '../notify/notifications.ts'
import { messagesFor, send } from '../notify/send-notifications.ts'
import { dedupKeyOf, startLock } from './dedup-key.ts'
import { withKunitOptions } from './kunit-options.ts'
import { lookUpRef, unknownRef } from './look-up-ref.ts'
import { type ResolvedBoundaries, resolveRequest } from './resolve-request.ts'
import { resolveTargets } from './resolve-targets.ts'
import { startNew } from './start-bisection.ts'

/** A regression that is stored as it was reported. */
export interface ImportedRegression extends NewRegression {
  readonly id: string
  /** See {@link dedupKeyOf}: who reports the same failure again gets the same regression. */
  readonly dedupKey: string
  readonly bisectionId: string | null
  readonly source: 'kcidb' | 'api'
  readonly origin: Readonly<Record<string, unknown>>
  readonly note: string | null
}

/** Where reported regressions are kept. */
export interface RegressionImports {
  /** The regression with any of these dedup keys: reported before, or found by a bisection. */
  known(dedupKeys: readonly string[]): Promise<RegressionReported | undefined>
  /**
   * The newest bisection of them that goes on, or that came to a culprit or a range; without a
   * regression of its own.
   */
  bisectionOf(dedupKeys: readonly string[]): Promise<string | undefined>
  /**
   * Stores it with the messages about it, or neither. Where its bisection has made the regression
   * meanwhile, that row is the answer, with what was reported added to it.
   */
  create(
    regression: ImportedRegression,
    deliveries: readonly NewDeliveries[],
  ): Promise<{ readonly regression: RegressionReported; readonly deliveries: readonly string[] }>
  /**
   * Says that a bisection is about it now. Where that has made a regression of its own meanwhile,
   * the answer is that one.
   */
  link(id: string, bisectionId: string, note: string | null): Promise<RegressionReported>
}

export interface ImportPorts extends ControlPorts {
  readonly imports: RegressionImports
}

/** What was read out of a report. */
export interface Reported {
  /** `good` may be missing: null. */
  readonly request: Omit<BisectionRequest, 'good'> & { readonly good: string | null }
  /** Where commits stand in the report, for errors. */
  readonly fields: { readonly good: string; readonly bad: string }
  /** Why no bisection is to be started; undefined: one is. */
  readonly obstacle: string | undefined
  readonly notes: readonly string[]
  readonly source: 'kcidb' | 'api'
  readonly origin: Readonly<Record<string, unknown>>
  readonly excerpt: string | undefined
  /** Name of the token with which it came. */
  readonly createdBy?: string
}

interface TreeOfReport {
  readonly id: string
  readonly name: string
  readonly url: string
}

/**
 * Takes in a regression that somebody else saw: stores it, starts a bisection of it unless
 * something is in the way, and tells webhooks once. The same failure again is the same regression.
 * @throws RequestError naming the field of the report when a commit is not in the tree, or the
 * range cannot be bisected
 */
export async function importRegression(
  ports: ImportPorts,
  tree: TreeOfReport,
  history: History,
  reported: Reported,
): Promise<{ regression: RegressionReported; isNew: boolean }> {
  const bad = await resolve(history, tree, reported.request.bad, reported.fields.bad)
  const good =
    reported.request.good === null ? null : await resolve(history, tree, reported.request.good, reported.fields.good)
  const signature = signatureIn(reported.excerpt)
  const asked = await withKunitOptions(history, { ...reported.request, good: reported.request.good ?? bad }, bad)
  const request = withFailure(asked, signature)
  const [target] = resolveTargets(request)
  if (!target) throw new TypeError('a request has a main target')
  const ask = (one: BisectionRequest) => dedupKeyOf(one, { treeId: tree.id, good: good ?? '', bad, target: target.key })
  // Whoever asked without knowing the failure asked the same.
  const [dedupKey, dedupKeys] = [ask(asked), [...new Set([ask(asked), ask(request)])]]
  const start =
    good === null
      ? undefined
      : () => bisectionFor(ports, tree, history, { request, boundaries: { good, bad }, dedupKeys, reported })
  const lock = startLock({ treeId: tree.id, good: good ?? '', bad, target: target.key })
  // Two reports of the same failure at the same moment become one. Starting a bisection needs no
  // other lock than this one.
  return await ports.store.exclusively(lock, async () => {
    const known = await ports.imports.known(dedupKeys)
    if (known) return { regression: await startLater(ports, known, reported, start), isNew: false }
    const bisectionId = reported.obstacle === undefined && start ? await start() : null
    const test = testOf(request).kind
    const imported: ImportedRegression = {
      id: ports.surroundings.newId(),
      goodHash: good ?? bad,
      badHash: bad,
      targetName: target.name,
      architecture: target.architecture,
      branch: request.branch ?? null,
      treeId: tree.id,
      testKind: test,
      signature,
      dedupKey,
      bisectionId,
      source: reported.source,
      origin: reported.origin,
      note: noteOf(reported),
    }
    const names = { tree: tree.name, good: imported.goodHash, bad, target: target.name, test }
    const about = regressionReported(ports.surroundings, { ...imported, ...names, architecture: target.architecture })
    const { regression, deliveries } = await ports.imports.create(imported, await messagesFor(ports, about))
    await send(ports, deliveries)
    return { regression, isNew: regression.id === imported.id }
  })
}

const noteOf = ({ obstacle, notes }: Reported): string | null =>
  [...(obstacle === undefined ? [] : [obstacle]), ...notes].join(' ') || null

/**
 * A regression that was only recorded is bisected when it comes again and nothing is in the way any
 * more. So is one whose bisection ended without a culprit or a range: that it was seen again says
 * that there is something to find.
 */
async function startLater(
  ports: ImportPorts,
  known: RegressionReported,
  reported: Reported,
  start: (() => Promise<string>) | undefined,
): Promise<RegressionReported> {
  if (reported.obstacle !== undefined || !start || !(await wantsBisection(ports, known))) return known
  return await ports.imports.link(known.id, await start(), noteOf(reported))
}

async function wantsBisection({ store }: ImportPorts, { bisectionId, state }: RegressionReported): Promise<boolean> {
  if (bisectionId === null) return true
  // What a person said of it stands.
  if (state === 'fixed' || state === 'false positive') return false
  const bisection = await store.find(bisectionId)
  if (!bisection) return true
  if (bisection.state !== 'finished') return bisection.cancelRequested
  const outcome = bisection.result?.outcome
  return outcome !== 'culprit' && outcome !== 'range'
}

interface Asked {
  readonly request: BisectionRequest
  readonly boundaries: ResolvedBoundaries
  readonly dedupKeys: readonly string[]
  readonly reported: Reported
}

async function bisectionFor(ports: ImportPorts, tree: TreeOfReport, history: History, asked: Asked): Promise<string> {
  const { request, boundaries, dedupKeys, reported } = asked
  const known = await ports.imports.bisectionOf(dedupKeys)
  if (known !== undefined) return known
  const { createdBy, fields } = reported
  try {
    const resolved = await resolveRequest(history, tree, request, boundaries)
    const from = createdBy === undefined ? {} : { createdBy }
    return (await startNew(ports, { tree, history, resolved, from })).id
  } catch (error) {
    throw error instanceof RequestError ? inTheReport(error, fields) : error
  }
}

/** The same refusal, in the fields of the report. */
function inTheReport({ code, errors }: RequestError, fields: Reported['fields']): RequestError {
  const place = (field: string) => (field === 'good' || field === 'bad' ? fields[field] : field)
  return new RequestError(
    code,
    errors.map((error) => ({ ...error, field: place(error.field) })),
  )
}

async function resolve(history: History, tree: TreeOfReport, ref: string, field: string): Promise<string> {
  const hash = await lookUpRef(history, ref, field)
  if (hash === undefined) throw new RequestError('unknown-ref', [unknownRef(field, ref, tree)])
  return hash
}

/** The failure that an excerpt of a console shows. */
function signatureIn(excerpt: string | undefined): Signature | null {
  if (!excerpt) return null
  const reader = new ConsoleReader({ nonce: 'reported', test: { kind: 'boot' } })
  reader.push(`${excerpt}\n`)
  return reader.state.failureSeen ?? null
}

const FUNCTION = /^[A-Za-z_][A-Za-z0-9_.]{0,127}$/

/** The failure that was seen is the one that is looked for. */
function withFailure(request: BisectionRequest, signature: Signature | null): BisectionRequest {
  if (!signature || request.failure || request.test?.kind === 'build') return request
  const { kind, function: name } = signature
  return { ...request, failure: { kind, ...(name !== undefined && FUNCTION.test(name) ? { function: name } : {}) } }
}
