import type { ApiClient, WebhookReceiver } from '@kbisect/testing'

/** What was lost, and what is there twice, of all that a service kept and sent. */
export interface Account {
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
}

type Bisection = Awaited<ReturnType<ApiClient['bisection']>>
type Build = Awaited<ReturnType<ApiClient['builds']>>[number]
type Run = Awaited<ReturnType<ApiClient['runs']>>[number]
type Event = Awaited<ReturnType<ApiClient['events']>>[number]

/** All that is known of one bisection. */
export interface Kept {
  readonly bisection: Pick<Bisection, 'id' | 'state'>
  readonly builds: readonly Pick<Build, 'commit' | 'reverted' | 'patched' | 'merged' | 'target'>[]
  readonly runs: readonly Pick<Run, 'commit' | 'reverted' | 'patched' | 'merged' | 'target' | 'attempt'>[]
  readonly events: readonly Pick<Event, 'type' | 'message'>[]
}

/** What a receiver was sent: the id of the message, and what it says. */
export interface Sent {
  readonly messageId: string
  readonly type: string
  readonly bisectionId: string
}

/** What happens to a bisection at most, and at least, once. */
const ONCE = ['created', 'finished'] as const
const SENT_ONCE = ['bisection.started', 'bisection.finished'] as const

/**
 * Compares facts with their events, and ended bisections with their messages. A message that comes
 * twice has one id.
 */
export function takeAccount(all: readonly Kept[], sent: readonly Sent[]): Account {
  const lost: string[] = []
  const doubled: string[] = []
  const expectOnce = (what: string, count: number) => {
    if (count === 0) lost.push(what)
    if (count > 1) doubled.push(what)
  }
  for (const { bisection, builds, runs, events } of all) {
    const { id, state } = bisection
    const countOf = (type: string) => events.filter((event) => event.type === type).length
    doubled.push(...repeated(builds.map(sourceOf)).map((one) => `${id}: build of ${one}`))
    doubled.push(...repeated(runs.map((run) => `${sourceOf(run)} ${run.attempt}`)).map((one) => `${id}: run of ${one}`))
    for (const [type, facts] of [
      ['build-finished', builds.length],
      ['run-finished', runs.length],
    ] as const) {
      if (countOf(type) < facts) lost.push(`${id}: ${facts - countOf(type)} events ${type}`)
      if (countOf(type) > facts) doubled.push(`${id}: ${countOf(type) - facts} events ${type}`)
    }
    if (state !== 'finished') continue
    for (const type of ONCE) expectOnce(`${id}: event ${type}`, countOf(type))
    for (const type of SENT_ONCE) {
      const own = sent.filter((one) => one.type === type && one.bisectionId === id)
      expectOnce(`${id}: message ${type}`, new Set(own.map(({ messageId }) => messageId)).size)
    }
  }
  return { lost, doubled }
}

const sourceOf = ({ commit, reverted, patched, merged, target }: Kept['builds'][number]): string =>
  [commit, reverted, patched, merged, target].join(' ')

const repeated = (names: readonly string[]): string[] => names.filter((name, at) => names.indexOf(name) !== at)

/** Reads what a program kept of its bisections, and what a receiver was sent. */
export async function readAccount(api: ApiClient, ids: readonly string[], receiver: WebhookReceiver): Promise<Account> {
  const all: Kept[] = []
  for (const id of ids) {
    const [bisection, builds, runs, events] = [
      await api.bisection(id),
      await api.builds(id),
      await api.runs(id),
      await api.events(id),
    ]
    all.push({ bisection, builds, runs, events })
  }
  const sent = receiver.received.map(({ headers, body }) => {
    const { type, data } = JSON.parse(body) as { type: string; data: { id: string } }
    return { messageId: headers['webhook-id'] ?? '', type, bisectionId: data.id }
  })
  return takeAccount(all, sent)
}
