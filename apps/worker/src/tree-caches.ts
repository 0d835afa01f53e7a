import { lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { emptyCache, measureCache, prepareCache, trimCache } from '@kbisect/build'
import type { SandboxMode } from '@kbisect/exec'

export interface TreeCachesOptions {
  /** Holds nothing but one cache for each tree. */
  readonly directory: string
  /** Limit of all of them together, as the settings have it: `10G`. */
  readonly size: string
  readonly sandboxMode: SandboxMode
}

/** The cache of one tree, as a build takes it. */
export interface TreeCache {
  readonly ccacheDirectory: string
  /** The tree's share of the limit, as ccache writes sizes. */
  readonly ccacheSize: string
}

export interface TreeCaches {
  /**
   * Returns the cache of a tree, and makes it where there is none; the others then shrink to their
   * new share.
   */
  open(treeId: string): Promise<TreeCache>
  /** Makes a cache fit its share again: builds can write what ccache does not count. */
  limit(treeId: string): Promise<void>
}

const UNITS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/** Bytes of a size as the settings have it. */
export function sizeInBytes(size: string): number {
  const [, number = '', unit = ''] = /^([0-9.]+)([KMGT])$/.exec(size) ?? []
  return Math.floor(Number(number) * (UNITS[unit] ?? 0))
}

/**
 * An equal part for each tree, in the unit that ccache reads as 1,000 bytes; never 0, which it
 * takes for no limit.
 */
export const shareOf = (bytes: number, trees: number): number =>
  Math.max(1, Math.floor(bytes / Math.max(1, trees) / 1e3))

// Blocks on disk are more than the bytes that ccache counts, and it trims a sixteenth at a time.
const SLACK = 1.25
const SLACK_BYTES = 16e6

/**
 * One compiler cache for each tree: what a build puts into a cache, other builds with the same
 * cache link into their kernels. They are named by the ids of the trees, so that a new tree never
 * has the cache of a deleted one of its name.
 */
export function openTreeCaches({ directory, size, sandboxMode }: TreeCachesOptions): TreeCaches {
  const at = (treeId: string): string => join(directory, requirePathName(treeId))
  const share = async () => shareOf(sizeInBytes(size), (await readdir(directory)).length)
  return {
    async open(treeId) {
      await requireDirectory(directory)
      const own = at(treeId)
      const isNew = (await mkdir(own, { recursive: true, mode: 0o700 })) !== undefined
      const kilobytes = `${await share()}k`
      if (isNew) {
        const others = (await readdir(directory)).filter((name) => name !== treeId)
        for (const other of others) await trimOrEmpty(at(other), kilobytes, sandboxMode)
      }
      await prepareCache(own)
      return { ccacheDirectory: own, ccacheSize: kilobytes }
    },
    async limit(treeId) {
      const own = at(treeId)
      const kilobytes = await share()
      const fits = async () => {
        const bytes = await measureCache(own, sandboxMode)
        return bytes !== undefined && bytes <= kilobytes * 1e3 * SLACK + SLACK_BYTES
      }
      if (await fits()) return
      await trimOrEmpty(own, `${kilobytes}k`, sandboxMode)
      if (!(await fits())) await emptyCache(own)
    },
  }
}

async function trimOrEmpty(cache: string, size: string, sandboxMode: SandboxMode): Promise<void> {
  if (!(await trimCache(cache, size, sandboxMode))) await emptyCache(cache)
}

/**
 * A link in its place would lead builds elsewhere; older versions let builds write to where it
 * stands.
 */
async function requireDirectory(directory: string): Promise<void> {
  const found = await lstat(directory).catch(() => undefined)
  if (found && !found.isDirectory()) await rm(directory, { force: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
}

/**
 * Returns the name where it is one that this service gives to trees.
 * @throws Error for any other: it becomes part of a path
 */
export function requirePathName(treeId: string): string {
  if (/^[a-z0-9]+$/.test(treeId)) return treeId
  throw new Error(`${JSON.stringify(treeId)} is no id of a tree`)
}
