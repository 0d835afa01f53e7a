import { InfrastructureError } from '@kbisect/exec'
import { addressText, nameText, parentHashes, readSeconds, subjectText } from './commit-text.ts'
import { readTexts } from './git-output.ts'
import { GIT_LIMITS, TEXT_LIMITS } from './limits.ts'
import { mirrorOutput } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'

/** One commit of a range. Times are Unix seconds. */
export interface RangeCommit {
  readonly hash: string
  /** All of them, also those outside the range. */
  readonly parents: readonly string[]
  readonly committedAt: number
  readonly authorName: string
  readonly authorEmail: string
  readonly authoredAt: number
  readonly subject: string
  /**
   * The files that it adds, changes or deletes, both names of a renamed one. Absent where that is
   * not known: unless it has exactly one parent, and where it changes more than {@link TEXT_LIMITS}
   * allows.
   */
  readonly paths?: readonly string[]
}

const FIELDS = ['%H', '%P', '%ct', '%an', '%ae', '%at', '%s']

// With -z fields and paths end in NUL, which no commit can contain. An empty text begins each
// commit: no path is empty.
const RANGE_FORMAT = `--format=${['', ...FIELDS].join('%x00')}`

// Git walks a whole kernel history, and compares all its trees, in a few minutes.
const DEADLINE_SECONDS = 1800

type Share = (text: string) => string

/**
 * Gives equal texts the same string: names, paths and the hashes of parents come again and again.
 */
function openShare(): Share {
  const known = new Map<string, string>()
  return (text) => {
    const same = known.get(text)
    if (same === undefined) known.set(text, text)
    return same ?? text
  }
}

/**
 * Collects one commit as its texts come. Of its paths it keeps none when they are too many or one
 * is too long.
 */
class Collected {
  readonly #fields: string[] = []
  #paths: string[] | undefined = []

  get needsFields(): boolean {
    return this.#fields.length < FIELDS.length
  }

  /** @param room how many paths it may keep */
  add(text: string, share: Share, room: number): void {
    if (this.needsFields) this.#fields.push(text)
    else if (this.#paths) {
      // The list of files stands on a line of its own.
      const path = this.#paths.length === 0 ? text.replace(/^\n/, '') : text
      if (this.#paths.length >= room || path.length > GIT_LIMITS.pathBytes) this.#paths = undefined
      else this.#paths.push(share(path))
    }
  }

  commit(share: Share): RangeCommit {
    const [hash = '', parents, committed, authorName, authorEmail, authored, subject] = this.#fields
    const commit = {
      hash: share(hash),
      parents: parentHashes(hash, parents).map(share),
      committedAt: readSeconds(committed),
      authorName: share(nameText(authorName)),
      authorEmail: share(addressText(authorEmail)),
      authoredAt: readSeconds(authored),
      subject: subjectText(subject),
    }
    return commit.parents.length === 1 && this.#paths ? { ...commit, paths: this.#paths } : commit
  }
}

/** Hands each commit over as it comes. */
async function parseRange(output: AsyncIterable<Buffer>, take: (commit: RangeCommit) => void): Promise<void> {
  const share = openShare()
  let room = TEXT_LIMITS.changedPathsOfRange
  let current: Collected | undefined
  const finish = () => {
    const commit = current?.commit(share)
    if (!commit) return
    room -= commit.paths?.length ?? 0
    take(commit)
  }
  for await (const batch of readTexts(output)) {
    for (const text of batch) {
      if (text !== '' || current?.needsFields) current?.add(text, share, Math.min(room, TEXT_LIMITS.changedPaths))
      else {
        finish()
        current = new Collected()
      }
    }
  }
  finish()
}

const WITH_PATHS = ['--name-only', '--no-renames', '--diff-merges=off', '--no-ext-diff']

/**
 * The ancestors of `bad` (with itself) that are not ancestors of any of `good`; parents come before
 * their children. One pass of git, read as it comes: 30,000 commits with their files take about two
 * seconds once the packs are in memory. Only right with a commit-graph. Where a commit changes more
 * files than git has memory for, a second pass reads the commits without files: of those from that
 * one on they are not known.
 */
export async function readRange(place: MirrorPlace, good: readonly string[], bad: string): Promise<RangeCommit[]> {
  const tips = [requireHash(bad), ...good.map((hash) => `^${requireHash(hash)}`)]
  const read = async (options: readonly string[], take: (commit: RangeCommit) => void) => {
    const order = ['--topo-order', '--reverse', '-z', RANGE_FORMAT, '--no-show-signature', ...options]
    const args = ['log', ...order, '--end-of-options', ...tips]
    const output = mirrorOutput(place, `list the commits of ${bad}`, args, { deadlineSeconds: DEADLINE_SECONDS })
    await parseRange(output, take)
  }
  const commits: RangeCommit[] = []
  try {
    await read(WITH_PATHS, (commit) => commits.push(commit))
    return commits
  } catch (error) {
    if (!(error instanceof InfrastructureError && error.code === 'git-too-large')) throw error
  }
  const paths = new Map(commits.map((commit) => [commit.hash, commit.paths]))
  const all: RangeCommit[] = []
  await read(['--no-patch'], ({ paths: _, ...commit }) => {
    const known = paths.get(commit.hash)
    all.push(known ? { ...commit, paths: known } : commit)
  })
  return all
}
