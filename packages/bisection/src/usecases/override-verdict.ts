import type { Override } from '@kbisect/contracts'
import { ConflictError, NotFoundError } from '../model/errors.ts'
import type { RangeCommit } from '../model/facts.ts'
import type { BisectionStore, ControlPorts } from '../model/ports.ts'
import { quoted } from '../model/quoted.ts'
import { findToAddTo, reopening } from './reopen-bisection.ts'

export interface Judgement {
  /** null: what the runs say counts again. */
  readonly verdict: Override['verdict'] | null
  readonly by: string
  readonly why: string
}

/**
 * Sets the verdict of a commit of the range, or takes it back; the search goes on from it. A
 * bisection that is finished is reopened.
 * @throws NotFoundError; ConflictError while the range is not known
 */
export async function overrideVerdict(
  { store, queue }: ControlPorts,
  id: string,
  commit: string,
  { verdict, by, why }: Judgement,
): Promise<void> {
  await store.exclusively(id, async () => {
    const record = await findToAddTo(store, id)
    const { subject } = await findCandidate(store, id, commit)
    const name = `${commit.slice(0, 12)} ("${subject}")`
    const before = (await store.facts(id)).overrides.find((override) => override.commit === commit)
    if (verdict === null && !before) return
    const what = verdict === null ? `takes back that ${name} is ${before?.verdict}` : `sets ${name} to ${verdict}`
    const event = {
      type: 'override',
      message: `${by} ${what}: ${quoted(why)}.`,
      data: { commit, verdict, by, why },
    } as const
    const override = verdict === null ? null : { verdict, by, why }
    await store.saveOverride(id, commit, override, { changes: reopening(record), events: [event] })
  })
  await queue.advance(id)
}

async function findCandidate(store: BisectionStore, id: string, commit: string): Promise<RangeCommit> {
  const range = await store.range(id)
  if (range.length === 0)
    throw new ConflictError(`the commits of bisection ${id} are being read; try again in a moment`, {
      value: commit,
      hint: 'try again in a moment',
    })
  const found = range.find(({ hash }) => hash === commit)
  if (found) return found
  throw new NotFoundError(`bisection ${id} has no commit ${commit} in its range; only those can be given a verdict`, {
    value: commit,
    hint: `take one of its candidates (GET /api/v1/bisections/${id}/candidates)`,
  })
}
