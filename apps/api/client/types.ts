import type { Client } from 'openapi-fetch'
import type { paths } from './schema.js'

/**
 * Compiled, never run: what a program that uses the generated types can rely on, and what the types
 * refuse.
 */
export async function readsWhatThereIs(client: Client<paths>): Promise<string[]> {
  const { data, error } = await client.GET('/api/v1/bisections', { params: { query: { cursor: 'x' } } })
  if (error) {
    const { type, title, status, detail, errors = [] } = error
    return [
      type,
      title,
      status.toFixed(),
      detail,
      ...errors.map(({ field, message, hint }) => `${field}${message}${hint}`),
    ]
  }
  const next: string | null = data.next
  const states: ('queued' | 'running' | 'paused' | 'finished')[] = data.items.map(({ state }) => state)
  const culprits = data.items.flatMap(({ culprit }) => (culprit === null ? [] : [culprit.hash, culprit.author]))
  return [next ?? '', ...states, ...culprits]
}

export async function isRefused(client: Client<paths>): Promise<void> {
  // @ts-expect-error no such sort
  await client.GET('/api/v1/bisections', { params: { query: { sort: 'colour' } } })
  // @ts-expect-error no such filter
  await client.GET('/api/v1/bisections', { params: { query: { colour: 'red' } } })
  // @ts-expect-error the bad revision is missing
  await client.POST('/api/v1/bisections', { body: { tree: 'x', good: 'y', target: { architecture: 'arm64' } } })
  const ends = { tree: 'x', good: 'y', bad: 'z' }
  // @ts-expect-error no such architecture
  await client.POST('/api/v1/bisections', { body: { ...ends, target: { architecture: 'mips' } } })
  // @ts-expect-error the id is missing
  await client.GET('/api/v1/bisections/{id}')
  // @ts-expect-error no such route
  await client.GET('/api/v1/nowhere')
}
