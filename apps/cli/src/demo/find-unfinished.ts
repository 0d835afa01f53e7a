import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import {
  type Bisection,
  type BisectionRequest,
  type BisectionSummary,
  type ConfigFile,
  mapRequestFiles,
} from '@kbisect/contracts'
import type { Api } from '../api/api.ts'

/**
 * A bisection that was started with this very request and is under way: a demo that was interrupted
 * goes on with it.
 */
export async function findUnfinished(api: Api, request: BisectionRequest): Promise<Bisection | undefined> {
  // Answers have configuration files by their digests.
  const asked = mapRequestFiles(request, ({ name, content }: ConfigFile) => ({
    ...{ name, digest: createHash('sha256').update(content).digest('hex'), bytes: Buffer.byteLength(content) },
  }))
  const query = `tree=${request.tree}&state=running&limit=20`
  const { items } = await api.get<{ items: BisectionSummary[] }>(`/bisections?${query}`)
  for (const { id } of items) {
    const bisection = await api.get<Bisection>(`/bisections/${id}`)
    if (isDeepStrictEqual(bisection.request, asked)) return bisection
  }
  return undefined
}
