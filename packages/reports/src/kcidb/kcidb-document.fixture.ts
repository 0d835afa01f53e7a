import type { Build, Kcidb } from '@kbisect/contracts'
import { kcidbExport } from './kcidb-export.ts'
import type { KcidbInput } from './kcidb-input.ts'

/** The exported document of these builds and runs, which come one page for each. */
export async function kcidbDocument(input: KcidbInput & { readonly builds: readonly Build[] }): Promise<Kcidb> {
  const { builds, runs } = input
  let text = ''
  for await (const part of kcidbExport(input, { builds: () => singly(builds), runs: () => singly(runs) })) text += part
  return JSON.parse(text) as Kcidb
}

async function* singly<T>(all: readonly T[]): AsyncGenerator<readonly T[]> {
  for (const one of all) yield [one]
}
