import type { BisectionRequest, Target } from '@kbisect/contracts'
import { RequestError } from '../model/errors.ts'
import type { History } from '../model/ports.ts'
import { checkTest } from './check-test.ts'
import { dedupKeyOf } from './dedup-key.ts'
import { withKunitOptions } from './kunit-options.ts'
import { lookUpRef, unknownRef } from './look-up-ref.ts'
import { resolveTargets } from './resolve-targets.ts'

export interface TreeOfRequest {
  readonly id: string
  readonly name: string
  readonly url: string
}

/** What a request means now: everything that it leaves open is decided, and refs are commits. */
export interface ResolvedRequest {
  /** With what the source of the bad revision says of its test. */
  readonly request: BisectionRequest
  readonly targets: readonly [Target, ...Target[]]
  readonly good: string
  readonly bad: string
  /** Empty when good is an ancestor of bad. */
  readonly mergeBases: readonly string[]
  /** Equal for requests of the same range, target and test. */
  readonly dedupKey: string
}

/** The hashes of the good and the bad revision. */
export interface ResolvedBoundaries {
  readonly good: string
  readonly bad: string
}

/**
 * @param ends what the refs were resolved to already; left out: they are resolved now
 * @throws RequestError naming the field when the range or a target cannot be used
 */
export async function resolveRequest(
  history: History,
  tree: TreeOfRequest,
  asked: BisectionRequest,
  boundaries?: ResolvedBoundaries,
): Promise<ResolvedRequest> {
  if (asked.test) checkTest(asked.test, 'test')
  // What is wrong with a target is said before git is asked.
  resolveTargets(asked)
  const { good, bad } = boundaries ?? (await resolveBoundaries(history, tree, asked))
  await checkRange(history, asked, good, bad)
  const straight = await history.isAncestor(good, bad)
  const mergeBases = straight ? [] : await history.mergeBases(good, bad)
  if (mergeBases.length === 0 && !straight) {
    const message = `${asked.good} and ${asked.bad} have no commit in common`
    throw new RequestError('unrelated-history', [
      { field: 'good', value: asked.good, message, hint: 'name two commits of one history' },
    ])
  }
  // Before anything is built: a commit whose files are missing would fail in every worktree.
  await history.requireObjects([good, ...mergeBases], bad)
  const request = await withKunitOptions(history, asked, bad)
  const targets = resolveTargets(request)
  const dedupKey = dedupKeyOf(request, { treeId: tree.id, good, bad, target: targets[0].key })
  return { request, targets, good, bad, mergeBases, dedupKey }
}

async function resolveBoundaries(
  history: History,
  tree: TreeOfRequest,
  request: BisectionRequest,
): Promise<ResolvedBoundaries> {
  const attempt = async () => ({
    good: await lookUpRef(history, request.good, 'good'),
    bad: await lookUpRef(history, request.bad, 'bad'),
  })
  let boundaries = (await history.exists()) ? await attempt() : { good: undefined, bad: undefined }
  // The mirror may be older than what the user sees.
  if (!boundaries.good || !boundaries.bad) {
    await history.fetch()
    boundaries = await attempt()
  }
  const unknown = (['good', 'bad'] as const).filter((field) => !boundaries[field])
  if (unknown.length > 0) {
    throw new RequestError(
      'unknown-ref',
      unknown.map((field) => unknownRef(field, request[field], tree)),
    )
  }
  return boundaries as ResolvedBoundaries
}

async function checkRange(history: History, request: BisectionRequest, good: string, bad: string): Promise<void> {
  if (good === bad) {
    const message = `good and bad are the same commit, ${good.slice(0, 12)}`
    throw new RequestError('empty-range', [
      { field: 'bad', value: request.bad, message, hint: 'name a good commit and a later one that fails' },
    ])
  }
  if (await history.isAncestor(bad, good)) {
    const message = `${request.bad} is an ancestor of ${request.good}: the bad commit is the older one`
    throw new RequestError('reversed-range', [
      {
        field: 'bad',
        value: request.bad,
        message,
        hint: 'swap good and bad; finding the commit that fixed something is not offered yet',
      },
    ])
  }
}
