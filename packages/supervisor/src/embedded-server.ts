import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HeldLock, lockFile, withLock } from '@kbisect/exec'
import { ServiceError } from '@kbisect/settings'
import { waitUntil } from './processes.ts'

/** A private server that we run: where to reach it, and how to let go of it. */
export interface EmbeddedServer {
  readonly url: string
  /**
   * From now until `stop`: starts it again, at the same URL, whenever it is gone. `report` hears
   * what happened, in a sentence.
   */
  keepRunning(report: (message: string, error?: unknown) => void): void
  /** Lets go of the server. It stops when nobody else uses it. */
  stop(): Promise<void>
}

/** What differs between the servers. All are called under the server's lock. */
export interface ServerKind {
  /** For messages. */
  readonly name: string
  readonly directory: string
  /** Pids of the server and its children that work in our data. */
  pids(): number[]
  /** Its URL when it answers to our password on the port that we remember. */
  answer(): Promise<string | undefined>
  /** Starts it on data that no process uses, and returns when it answers. */
  launch(): Promise<void>
  /** Asks it to end, politely or not. */
  end(pids: readonly number[], how: 'politely' | 'now'): void
}

// A crash recovery replays the log first, and a server that stops may have much to write.
const WATCH_MILLISECONDS = 1000
/**
 * A server that cannot be started, on a full disk for example, is tried again after pauses that
 * double up to this.
 */
const LONGEST_PAUSE_MILLISECONDS = 30_000
const SETTLE_SECONDS = 120
const STOP_SECONDS = 30

const lockOf = (kind: ServerKind) => join(kind.directory, 'lock')
const usersOf = (kind: ServerKind) => join(kind.directory, 'users')

/** Waits until a running server answers or is gone. */
async function settle(kind: ServerKind): Promise<string | undefined> {
  let url: string | undefined
  const settled = await waitUntil(async () => {
    url = kind.pids().length > 0 ? await kind.answer() : undefined
    return url !== undefined || kind.pids().length === 0
  }, SETTLE_SECONDS)
  if (settled) return url
  throw new ServiceError('server-stuck', `the private ${kind.name} in ${kind.directory} runs but does not answer`, {
    hint: `look at its log, and end the processes ${kind.pids().join(', ')}`,
  })
}

// Processes of another container do not show in /proc, but their locks on shared files do.
async function refuseUnseenUsers(kind: ServerKind): Promise<void> {
  const lock = await lockFile(usersOf(kind), { mode: 'exclusive', waitSeconds: 5 })
  if (!lock) {
    throw new ServiceError('state-in-use', `${kind.directory} is used by a process that is not visible from here`, {
      hint: 'give each container its own KBISECT_STATE_DIR, or set DATABASE_URL and REDIS_URL',
    })
  }
  await lock.release()
}

async function halt(kind: ServerKind): Promise<void> {
  const gone = () => kind.pids().length === 0
  kind.end(kind.pids(), 'politely')
  if (await waitUntil(gone, STOP_SECONDS)) return
  kind.end(kind.pids(), 'now')
  if (await waitUntil(gone, STOP_SECONDS)) return
  throw new ServiceError('server-stuck', `the private ${kind.name} in ${kind.directory} does not end`, {
    hint: `end the processes ${kind.pids().join(', ')}`,
  })
}

async function haltIfUnused(kind: ServerKind): Promise<void> {
  const sole = await lockFile(usersOf(kind), { mode: 'exclusive', waitSeconds: 0 })
  if (!sole) return
  try {
    await halt(kind)
  } finally {
    await sole.release()
  }
}

async function revive(kind: ServerKind, url: string): Promise<void> {
  await withLock(lockOf(kind), async () => {
    if ((await settle(kind)) === undefined) await kind.launch()
    const now = await settle(kind)
    if (now === url) return
    throw new ServiceError('server-moved', `the private ${kind.name} came back as ${now ? 'another one' : 'none'}`, {
      hint: 'restart the service',
    })
  })
}

/** Looks after a server until the signal aborts. */
async function watch(
  kind: ServerKind,
  url: string,
  signal: AbortSignal,
  report: (message: string, error?: unknown) => void,
) {
  let pause = WATCH_MILLISECONDS
  for (;;) {
    await sleep(pause, undefined, { signal, ref: false }).catch(() => {})
    if (signal.aborted) return
    if (kind.pids().length > 0) {
      pause = WATCH_MILLISECONDS
      continue
    }
    try {
      await revive(kind, url)
      report(`the private ${kind.name} was gone and was started again`)
      pause = WATCH_MILLISECONDS
    } catch (error) {
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)
      report(`the private ${kind.name} is gone and cannot be started again yet`, error)
    }
  }
}

/**
 * Starts a server, or adopts the one that already runs on its data: started by another process, or
 * left by a crash. Each user holds a shared lock, so the last one to let go knows that it is the
 * last.
 */
export async function startServer(kind: ServerKind): Promise<EmbeddedServer> {
  let use: HeldLock | undefined
  const url = await withLock(lockOf(kind), async () => {
    let running = await settle(kind)
    if (!running) {
      await refuseUnseenUsers(kind)
      await kind.launch()
      running = await settle(kind)
    }
    use = await lockFile(usersOf(kind), { mode: 'shared' })
    return running
  })
  if (!url) throw new ServiceError('server-gone', `the private ${kind.name} in ${kind.directory} ended at once`)
  let stopped: Promise<void> | undefined
  let watching: Promise<void> | undefined
  const stopping = new AbortController()
  const stop = async () => {
    stopping.abort()
    await watching
    await withLock(lockOf(kind), async () => {
      await use?.release()
      await haltIfUnused(kind)
    })
  }
  return {
    url,
    keepRunning(report) {
      watching ??= watch(kind, url, stopping.signal, report)
    },
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

/** Stops a server that nobody uses any more, as a crash leaves it. */
export async function stopUnusedServer(kind: ServerKind): Promise<void> {
  if (kind.pids().length === 0) return
  await withLock(lockOf(kind), () => haltIfUnused(kind))
}
