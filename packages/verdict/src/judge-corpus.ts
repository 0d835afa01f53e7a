import { ConsoleReader } from './console-reader.ts'
import type { CorpusEntry } from './corpus-entry.ts'
import { warningsOf } from './failures-shown.ts'
import { sameFailure } from './same-failure.ts'
import type { FailureKind, RunResult, Signature, Stage } from './terms.ts'

export interface NamedEntry {
  readonly name: string
  readonly entry: CorpusEntry
}

/** How many of those that have something to be right about are right, and which are not. */
export interface CorpusTally {
  readonly right: number
  readonly of: number
  /** Sentences for people: the log's name, what was expected, what was read. */
  readonly wrong: readonly string[]
}

/** How well a corpus is read. */
export interface CorpusScore {
  readonly logs: number
  readonly results: CorpusTally
  /** Of failures. Oops and panic count as one kind: which it is, is a matter of settings. */
  readonly kinds: CorpusTally
  readonly functions: CorpusTally
  readonly places: CorpusTally
  readonly stages: CorpusTally
  readonly warnings: CorpusTally
  /** Of failures: kind, function and place are all right. */
  readonly signatures: CorpusTally
  /** Pairs of two groups; wrong where they are judged the same failure. */
  readonly merges: CorpusTally
  /** Pairs of one group; wrong where they are judged different failures. */
  readonly splits: CorpusTally
}

/** What was read in one console of a corpus. */
export interface CorpusReading {
  readonly result: RunResult['kind']
  readonly stage: Stage
  readonly signature: Signature | undefined
  readonly warnings: readonly string[]
}

const CHUNK_BYTES = 65_536

/** Reads an entry's console as a boot would have given it. */
export function readEntry({ nonce, test, ending, console }: CorpusEntry): CorpusReading {
  const reader = new ConsoleReader({ nonce, test })
  for (let at = 0; at < console.length; at += CHUNK_BYTES) reader.push(console.subarray(at, at + CHUNK_BYTES))
  const shown = reader.conclude(ending)
  const failed = shown.kind === 'failed' ? shown : undefined
  return {
    result: shown.kind,
    stage: failed?.stage ?? reader.state.stage,
    signature: failed?.signature,
    warnings: warningsOf(shown).map(({ kind, function: name }) => `${kind}:${name ?? '-'}`),
  }
}

const CRASHES: ReadonlySet<FailureKind> = new Set(['oops', 'panic'])

type Aspect = 'result' | 'kind' | 'function' | 'place' | 'stage' | 'warnings'

/** What of a reading is not as expected. */
export function mistakes({ expected }: CorpusEntry, read: CorpusReading): Partial<Record<Aspect, string>> {
  const { kind, function: name, place } = read.signature ?? {}
  const crash = [kind, expected.kind].every((one) => one !== undefined && CRASHES.has(one))
  const file = place?.replace(/:\d+$/, '')
  // The warning that names the failure of a kernel that hangs is the failure itself, whether it is
  // listed or not.
  const own = `${expected.kind}:${expected.function ?? '-'}`
  const listed = (warnings: readonly string[]) =>
    warnings
      .filter((warning) => warning !== own)
      .sort()
      .join(', ') || 'none'
  const aspects: [Aspect, string | undefined, string | undefined, boolean][] = [
    ['result', expected.result, read.result, expected.result === read.result],
    ['kind', expected.kind, kind, crash || kind === expected.kind],
    ['function', expected.function, name, name === expected.function],
    ['place', expected.place, file, expected.place === undefined || file === expected.place],
    ['stage', expected.stage, read.stage, read.stage === expected.stage],
    ['warnings', listed(expected.warnings), listed(read.warnings), listed(read.warnings) === listed(expected.warnings)],
  ]
  const wrong = aspects.filter(([, , , right]) => !right)
  return Object.fromEntries(
    wrong.map(([aspect, wanted, got]) => [aspect, `${wanted ?? 'none'} expected, ${got ?? 'none'} read`]),
  )
}

/**
 * Reads all consoles of a corpus and counts what is right. Pure; linear in the consoles' length,
 * and quadratic in their number.
 */
export function judgeCorpus(entries: readonly NamedEntry[]): CorpusScore {
  const all = entries.map(({ name, entry }) => {
    const read = readEntry(entry)
    return { name, entry, read, mistakes: mistakes(entry, read) }
  })
  const failures = all.filter(({ entry }) => entry.expected.result === 'failed')
  const count = (of: typeof all, ...aspects: Aspect[]): CorpusTally => {
    const wrong = of.flatMap(({ name, mistakes: found }) => {
      const words = aspects.flatMap((aspect) => (found[aspect] ? `${aspect} ${found[aspect]}` : []))
      return words.length > 0 ? [`${name}: ${words.join('; ')}`] : []
    })
    return { right: of.length - wrong.length, of: of.length, wrong }
  }
  return {
    logs: all.length,
    results: count(all, 'result'),
    kinds: count(failures, 'kind'),
    functions: count(failures, 'function'),
    places: count(
      failures.filter(({ entry }) => entry.expected.place !== undefined),
      'place',
    ),
    stages: count(all, 'stage'),
    warnings: count(all, 'warnings'),
    signatures: count(failures, 'kind', 'function', 'place'),
    ...judgePairs(failures),
  }
}

interface ReadFailure {
  readonly name: string
  readonly entry: CorpusEntry
  readonly read: CorpusReading
}

function judgePairs(failures: readonly ReadFailure[]): Pick<CorpusScore, 'merges' | 'splits'> {
  const wrong = { merges: [] as string[], splits: [] as string[] }
  const of = { merges: 0, splits: 0 }
  for (const [index, a] of failures.entries()) {
    for (const b of failures.slice(index + 1)) {
      if (!a.read.signature || !b.read.signature) continue
      const one = a.entry.expected.group === b.entry.expected.group
      const same = sameFailure(a.read.signature, b.read.signature)
      of[one ? 'splits' : 'merges']++
      if (one !== same)
        wrong[one ? 'splits' : 'merges'].push(
          `${a.name} (${a.read.signature.text}) and ${b.name} (${b.read.signature.text})`,
        )
    }
  }
  const tally = (kind: 'merges' | 'splits'): CorpusTally => ({
    right: of[kind] - wrong[kind].length,
    of: of[kind],
    wrong: wrong[kind],
  })
  return { merges: tally('merges'), splits: tally('splits') }
}
