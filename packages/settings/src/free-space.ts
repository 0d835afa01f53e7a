import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from './settings.ts'
import { stateLayout } from './state-layout.ts'

/** How much room the fullest of the service's file systems has. */
export interface FreeSpace {
  /** A directory on it. */
  readonly place: string
  readonly freeBytes: number
  readonly reserveBytes: number
  /** Whether less is free than the reserve: nothing new is begun then. */
  readonly low: boolean
}

type Places = Pick<Settings, 'stateDir' | 'ccacheDir' | 'diskReserveBytes'>

/**
 * Returns the room of the fullest file system among those of the state directory, the databases and
 * the compiler cache.
 */
export async function readFreeSpace(settings: Places): Promise<FreeSpace> {
  const { root, postgres, redis, artifacts, builds, ccache } = stateLayout(settings)
  const places = [postgres, redis, artifacts, builds, ccache].filter((place) => existsSync(place))
  const [atRoot, others] = await Promise.all([freeAt(root), Promise.all(places.map(freeAt))])
  const fullest = others.reduce((least, other) => (other.freeBytes < least.freeBytes ? other : least), atRoot)
  const reserveBytes = settings.diskReserveBytes
  return { ...fullest, reserveBytes, low: fullest.freeBytes < reserveBytes }
}

async function freeAt(place: string) {
  const { bavail, bsize } = await statfs(nearestDirectory(place))
  return { place, freeBytes: bavail * bsize }
}

/** Returns a directory, or the nearest one above it that is there: where it will be made. */
export function nearestDirectory(path: string): string {
  let there = path
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there)
  return there
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`

/** In words, for logs, answers and the command line. */
export function freeSpaceWords({ place, freeBytes, reserveBytes, low }: FreeSpace): string {
  const free = `${gibibytes(freeBytes)} are free at ${place}`
  return low ? `${free}, less than the reserve of ${gibibytes(reserveBytes)} (KBISECT_DISK_RESERVE_BYTES)` : free
}

const EVERY_MILLISECONDS = 5000

/** Looks at the free space every few seconds. */
export class FreeSpaceWatch {
  readonly #settings: Places
  readonly #onChange: (space: FreeSpace) => void
  readonly #stopping = new AbortController()
  #low = false

  /** @param onChange called when the free space falls below the reserve, and when it is back */
  constructor(settings: Places, onChange: (space: FreeSpace) => void) {
    this.#settings = settings
    this.#onChange = onChange
  }

  /** Whether nothing new should be begun. */
  get low(): boolean {
    return this.#low
  }

  /** Looks once, then goes on looking until {@link stop}. */
  async start(): Promise<void> {
    await this.#look()
    void this.#watch()
  }

  stop(): void {
    this.#stopping.abort()
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await sleep(EVERY_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined)
      // A disk that cannot be asked now is asked again.
      if (!signal.aborted) await this.#look().catch(() => undefined)
    }
  }

  async #look(): Promise<void> {
    const space = await readFreeSpace(this.#settings)
    if (space.low === this.#low) return
    this.#low = space.low
    this.#onChange(space)
  }
}
