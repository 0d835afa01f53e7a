import type { BisectionSummary, Page, TreeStatus } from '@kbisect/contracts'
import { configPath, readConfigFile } from '../config/config-file.ts'
import { LOCAL } from '../config/parse-config.ts'
import type { Context } from '../context.ts'
import { printable } from '../printable.ts'
import { openRunning } from './open-running.ts'

/** A value that can be typed, and what it stands for. */
export interface Found {
  readonly value: string
  readonly description: string
}

/** Kinds of values that only a service or the configuration file knows. */
export const KINDS = ['id', 'tree', 'instance'] as const
export type Kind = (typeof KINDS)[number]

const SHORTEST = 6
const NEWEST = 50

/**
 * Returns the values that begin with what was typed. Starts no service, and waits a second at most.
 * @throws whatever prevents that
 */
export async function findValues(context: Context, kind: Kind, typed: string): Promise<Found[]> {
  const found = await FIND[kind](context, typed)
  return found
    .filter(({ value }) => value.startsWith(typed))
    .map(({ value, description }) => ({ value, description: printable(description) }))
}

const FIND: Readonly<Record<Kind, (context: Context, typed: string) => Promise<Found[]>>> = {
  async id(context, typed) {
    const page = await openRunning<Page<BisectionSummary>>(context, `/bisections?limit=${NEWEST}`)
    const ids = page.items.map(({ id }) => id)
    return page.items.map(({ id, title }) => ({ value: shortId(id, ids, typed), description: title }))
  },
  async tree(context) {
    const page = await openRunning<Page<TreeStatus>>(context, '/trees?limit=200')
    return page.items.map(({ name, url }) => ({ value: name, description: url }))
  },
  async instance({ environment }) {
    const { instances } = readConfigFile(configPath(environment))
    const known = [...instances.values()].map(({ name, url }) => ({ value: name, description: url }))
    return [...known, { value: LOCAL, description: 'the service of this machine' }]
  },
}

/** The beginning of an id that no other one shares; the whole id where more of it was typed. */
export function shortId(id: string, all: readonly string[], typed: string): string {
  let short = id.slice(0, SHORTEST)
  while (short.length < id.length && all.some((other) => other !== id && other.startsWith(short)))
    short = id.slice(0, short.length + 1)
  return short.startsWith(typed) ? short : id
}
