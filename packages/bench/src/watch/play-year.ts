import { startWatchWorlds } from '@kbisect/testing'
import { behaveIn, COMMITS_A_REVISION, type WatchYear } from './watch-year.ts'

/** A message that a webhook got, with the revision after whose push it was sent. */
export interface TimedMessage {
  readonly type: string
  readonly revision: number
  /** Builds and boots that were done since that push. */
  readonly tasks: number
  readonly function: string | undefined
  /** Numbers of commits. */
  readonly good: number
  readonly bad: number
  readonly target: string
  readonly culprit: number | undefined
}

/** What a year came to. */
export interface PlayedYear {
  readonly messages: readonly TimedMessage[]
  readonly builds: number
  readonly boots: number
  readonly seconds: number
}

const commitName = (number: number): string => `c${number}`

/**
 * Pushes one revision after the other and does all that the watch wants, on the real store with
 * hosts that answer at once.
 */
export async function playYear(
  year: WatchYear,
  note: (line: string) => void,
  signal: AbortSignal,
): Promise<PlayedYear> {
  const began = performance.now()
  const numberOf = (name: string) => Number(name.slice(1))
  const worlds = await startWatchWorlds()
  const world = await worlds.open({
    behave: (commit, target, attempt) => behaveIn(year, numberOf(commit), target, attempt),
  })
  try {
    const id = await world.add({
      name: 'year',
      branches: ['main'],
      targets: year.targets.map((name) => {
        const [architecture = 'arm', config] = name.split('/')
        const fragments = config === undefined ? [] : [{ name: config, content: `CONFIG_${config.slice(-1)}=y\n` }]
        return { name, architecture: architecture as 'arm', fragments }
      }),
    })
    const messages: TimedMessage[] = []
    let seen = 0
    for (let revision = 1; revision <= year.revisions; revision++) {
      signal.throwIfAborted()
      const first = (revision - 1) * COMMITS_A_REVISION + 1
      const commits = Array.from({ length: COMMITS_A_REVISION }, (_, at) => first + at)
      world.history.move(
        'main',
        commits.map((number) => [commitName(number), number === 1 ? [] : [commitName(number - 1)]]),
      )
      const before = world.work.length
      const times: number[] = []
      await world.look(id, async () => {
        // Only where something was done: a message follows from it.
        const count = await world.countMessages()
        while (times.length + seen < count) times.push(world.work.length - before)
      })
      const sent = await world.messages()
      for (const [at, { type, data }] of sent.slice(seen).entries()) {
        messages.push({ ...read(type, data), revision, tasks: times[at] ?? world.work.length - before })
      }
      seen = sent.length
      if (revision % 20 === 0) note(`${revision} of ${year.revisions} revisions, ${messages.length} messages`)
    }
    const count = (kind: string) => world.work.filter((one) => one.startsWith(kind)).length
    const seconds = (performance.now() - began) / 1000
    return { messages, builds: count('build'), boots: count('boot'), seconds }
  } finally {
    await world.stop()
    await worlds.stop()
  }
}

function read(type: string, data: Readonly<Record<string, unknown>>): Omit<TimedMessage, 'revision' | 'tasks'> {
  const { signature, culprit, good, bad, target } = data as {
    signature?: { function?: string } | null
    culprit?: { hash: string } | null
    good: string
    bad: string
    target: string
  }
  return {
    ...{ type, function: signature?.function, good: numberOfHash(good), bad: numberOfHash(bad), target },
    culprit: culprit ? numberOfHash(culprit.hash) : undefined,
  }
}

const numberOfHash = (hash: string): number =>
  Number(
    Buffer.from(hash.replace(/(00)+$/, ''), 'hex')
      .toString()
      .slice(1),
  )
