import type { BisectionSummary } from '@kbisect/contracts'
import { CliError } from '../cli-error.ts'
import { printable } from '../printable.ts'
import type { Api } from './api.ts'
import { listPages } from './list-pages.ts'

const ID_LENGTH = 20
const SHOWN = 10

/**
 * Returns the path of a bisection below `/api/v1`, from its id or the beginning of its id. Only a
 * short one is looked up.
 * @throws CliError when none, or more than one, begins with it
 */
export async function bisectionPath(api: Pick<Api, 'get'>, given: string): Promise<string> {
  return `/bisections/${await bisectionId(api, given)}`
}

/** Returns the whole id of a bisection, fit for a path. @throws CliError as `bisectionPath` */
export async function bisectionId(api: Pick<Api, 'get'>, given: string): Promise<string> {
  const isShort = /^[0-9a-z]+$/.test(given) && given.length < ID_LENGTH
  return encodeURIComponent(isShort ? await completeId(api, given) : given)
}

async function completeId(api: Pick<Api, 'get'>, beginning: string): Promise<string> {
  const found: BisectionSummary[] = []
  for await (const bisections of listPages<BisectionSummary>(api, '/bisections')) {
    const exact = bisections.find(({ id }) => id === beginning)
    if (exact) return exact.id
    found.push(...bisections.filter(({ id }) => id.startsWith(beginning)))
  }
  const [only, ...others] = found
  if (!only)
    throw new CliError(`no bisection has an id that begins with ${beginning}`, { hint: '`kbisect list` shows the ids' })
  if (others.length === 0) return only.id
  const lines = found.slice(0, SHOWN).map(({ id, title }) => `  ${id}  ${printable(title)}`)
  const more = found.length > SHOWN ? [`  and ${found.length - SHOWN} more`] : []
  throw new CliError(
    [`${found.length} bisections have ids that begin with ${beginning}:`, ...lines, ...more].join('\n'),
    {
      hint: 'give more of the id',
    },
  )
}
