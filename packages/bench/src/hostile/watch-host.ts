import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const SET_ID = 0o6000
const PROBE_SECONDS = 1
const DEADLINE_SECONDS = 60

/** Regular files below a directory that run as their owner or group. */
export function setIdFiles(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return setIdFilesOrNone(path)
    return entry.isFile() && (lstatSync(path).mode & SET_ID) !== 0 ? [path] : []
  })
}

/** What a build of another process deletes meanwhile has none. */
function setIdFilesOrNone(directory: string): string[] {
  try {
    return setIdFiles(directory)
  } catch {
    return []
  }
}

/** Asks a URL once a second until it is stopped. */
export function watchAnswers(url: string): { stop(): Promise<number> } {
  const stopped = new AbortController()
  let slowest = 0
  const watch = async () => {
    while (!stopped.signal.aborted) {
      slowest = Math.max(slowest, await answerSeconds(url))
      await sleep(PROBE_SECONDS * 1000, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }
  const watching = watch()
  return {
    /**
     * Resolves with the slowest answer, in seconds; Infinity where there was none within a minute.
     */
    stop: async () => {
      stopped.abort()
      await watching
      return slowest
    },
  }
}

async function answerSeconds(url: string): Promise<number> {
  const began = performance.now()
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_SECONDS * 1000) })
    await answer.arrayBuffer()
    return (performance.now() - began) / 1000
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
