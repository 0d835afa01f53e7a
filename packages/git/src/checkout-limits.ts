import { plainText } from './commit-text.ts'
import type { GitLimits } from './limits.ts'
import { mirrorOutput, readRecords } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'

const shown = (path: string): string => JSON.stringify(plainText(path.slice(0, 100)))

/** Why a path cannot be written below a worktree; undefined when it can. */
function problemOfPath(path: string, { pathBytes, nameBytes }: GitLimits): string | undefined {
  if (Buffer.byteLength(path) > pathBytes) return `the path ${shown(path)}… is longer than ${pathBytes} bytes`
  const isLong = path.split('/').some((name) => Buffer.byteLength(name) > nameBytes)
  return isLong ? `a name in ${shown(path)}… is longer than ${nameBytes} bytes` : undefined
}

/**
 * How often each file's content is in a commit, by its hash; or why the commit is not checked out.
 */
async function countBlobs(place: MirrorPlace, commit: string): Promise<Map<string, number> | string> {
  const { limits } = place
  const blobs = new Map<string, number>()
  let files = 0
  const output = mirrorOutput(place, `list the files of ${commit}`, ['ls-tree', '-r', '-z', '--full-tree', commit])
  for await (const [entry = ''] of readRecords(output, 1)) {
    const tab = entry.indexOf('\t')
    const problem = problemOfPath(entry.slice(tab + 1), limits)
    if (problem !== undefined) return problem
    files++
    if (files > limits.files) return `it has more than ${limits.files.toLocaleString('en')} files`
    const [, type, hash = ''] = entry.slice(0, tab).split(' ')
    if (type === 'blob') blobs.set(hash, (blobs.get(hash) ?? 0) + 1)
  }
  return blobs
}

async function sumBytes(place: MirrorPlace, commit: string, blobs: ReadonlyMap<string, number>): Promise<number> {
  const args = ['cat-file', '--batch-check=%(objectname) %(objectsize)', '--buffer']
  const input = [...blobs.keys()].map((hash) => `${hash}\n`).join('')
  let bytes = 0
  let rest = ''
  for await (const chunk of mirrorOutput(place, `measure the files of ${commit}`, args, { input })) {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [hash = '', size] = line.split(' ')
      // Of one that is missing, git says so in place of a number: the checkout will find that out.
      bytes += (Number(size) || 0) * (blobs.get(hash) ?? 0)
    }
  }
  return bytes
}

/**
 * Why the files of a commit are more than a checkout may write, in words; undefined when they are
 * not. Reading them stops at the first limit, whatever the commit would have grown to.
 */
export async function checkoutProblem(place: MirrorPlace, commit: string): Promise<string | undefined> {
  const blobs = await countBlobs(place, commit)
  if (typeof blobs === 'string') return `the source of ${commit.slice(0, 12)} cannot be checked out: ${blobs}`
  const limit = place.limits.checkoutBytes
  if ((await sumBytes(place, commit, blobs)) <= limit) return undefined
  return `the source of ${commit.slice(0, 12)} cannot be checked out: its files have more than ${Math.floor(limit / 2 ** 20).toLocaleString('en')} MiB`
}
