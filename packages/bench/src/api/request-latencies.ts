import { SEEDED_BISECTION, type SeededProgram } from './seeded-program.ts'

/** Milliseconds of each answer, by what was asked. */
export type Latencies = ReadonlyMap<string, readonly number[]>

/** What pages and programs ask for most. */
const LISTS: Readonly<Record<string, string>> = {
  'list of bisections, first page': '/bisections?limit=50',
  'list of bisections, filtered': '/bisections?limit=50&architecture=arm64&outcome=culprit&tree=next',
  'list of bisections, searched for a word': '/bisections?limit=50&text=stable',
  'list of regressions': '/regressions?limit=50',
  overview: '/overview',
}

const BODY_BYTES = 1 << 24

async function timed(ask: () => Promise<Response>): Promise<number> {
  const began = performance.now()
  const answer = await ask()
  const text = await answer.text()
  const milliseconds = performance.now() - began
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${text.slice(0, 500)}`)
  if (text.length > BODY_BYTES) throw new Error(`${answer.url} answered ${text.length} characters`)
  return milliseconds
}

/** Milliseconds until each new bisection was accepted. One after the other. */
export async function submitLatencies({ program, request }: SeededProgram, samples: number): Promise<number[]> {
  const list: number[] = []
  for (let at = 0; at < samples; at++)
    list.push(await timed(() => program.api.request('POST', '/bisections', { body: request })))
  return list
}

/**
 * Milliseconds until each list, one bisection with its runs, and a page deep in the list were
 * answered.
 */
export async function readLatencies({ program: { api } }: SeededProgram, samples: number): Promise<Latencies> {
  const get = (path: string) => timed(() => api.request('GET', path))
  const deep = await deepPage(api)
  const one = `/bisections/${SEEDED_BISECTION}`
  const asked = {
    ...LISTS,
    'list of bisections, 40th page': deep,
    'one bisection': one,
    'runs of one bisection': `${one}/runs?sort=-finishedAt&limit=200`,
  }
  const found = new Map<string, number[]>()
  // Taking turns, so that a busy moment of the machine is shared by all.
  for (let at = 0; at < samples; at++)
    for (const [name, path] of Object.entries(asked)) found.set(name, [...(found.get(name) ?? []), await get(path)])
  return found
}

const PAGES = 40

/** The address of a page far from the first, or of the last one when there are fewer. */
async function deepPage(api: SeededProgram['program']['api']): Promise<string> {
  let path = '/bisections?limit=50'
  for (let page = 1; page < PAGES; page++) {
    const { next } = await api.get<{ next: string | null }>(path)
    if (next === null) return path
    path = `/bisections?limit=50&cursor=${encodeURIComponent(next)}`
  }
  return path
}
