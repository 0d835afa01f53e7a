import type { Target } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import type { RangeCommit, Suspects } from '../model/facts.ts'
import { isForeign, kernelDirectories, openPlaces, type Places } from './suspicious-places.ts'

const FUNCTIONS_LIMIT = 16

/** What is known of the failure besides its trace. */
export interface FailureContext {
  readonly architecture: Target['architecture']
  /** The source files that went into an image of this range, relative to the source. */
  readonly inputs?: ReadonlySet<string>
  /** The signature's `place`; counts when it names a source file. */
  readonly place?: string
}

const MERGE = 0.3
const ELSEWHERE = 0.2
// What any failure is made of, before a commit's place in the trace is added.
const IN_THE_IMAGE = 2
const OWN_ARCHITECTURE = 2.5
// Factors. The image may be that of a commit which did not have the file yet, or no more.
const NOT_IN_THE_IMAGE = 0.3
const NAMED_BY_SUBJECT = 1.5

// Changes of more files than this touch each of them for a lesser reason.
const FOCUSED_FILES = 16

/**
 * The functions to look up in the source, innermost first: those of the trace, and the one that
 * names the failure. At most 16.
 */
export function suspectsFrom(signature: Signature): string[] {
  const { trace = [], function: named } = signature
  const all = named === undefined || trace.includes(named) ? trace : [named, ...trace]
  return [...new Set(all)].slice(0, FUNCTIONS_LIMIT)
}

/**
 * How suspicious each commit looks before any test, in proportion: 1 is an ordinary commit, 20 one
 * that touches the file of the innermost function, 0.2 one that touches no kernel of this
 * architecture.
 *
 * The weights are judgement, not measurement. They are safe all the same: the engine spreads a
 * quarter of the probability evenly, so weights that mislead cost two tests at most.
 * @param suspects where the functions of the trace are defined, innermost first
 */
export function suspicionOf(
  range: readonly RangeCommit[],
  suspects: Suspects | undefined,
  about: FailureContext,
): Map<string, number> {
  const places = openPlaces(suspects?.functions ?? [], about)
  return new Map(range.map((commit) => [commit.hash, weigh(commit, places, about)]))
}

function weigh({ parents, paths, subject }: RangeCommit, places: Places, about: FailureContext): number {
  // The commits that it brings are in the range themselves: it is guilty only where they do not fit
  // each other.
  if (parents.length > 1) return MERGE
  const named = places.ofSubject(subject)
  if (paths === undefined) return 1 + named
  const { architecture, inputs } = about
  const own = paths.filter(
    (path) => inputs?.has(path) || !(BESIDE_THE_KERNEL.test(path) || isForeign(path, architecture)),
  )
  if (own.length === 0) return ELSEWHERE
  const built = inputs === undefined ? undefined : own.some((path) => inputs.has(path))
  const usual = own.some((path) => isOfArchitecture(path, architecture)) ? OWN_ARCHITECTURE : built ? IN_THE_IMAGE : 1
  const traced = own.reduce((most, path) => Math.max(most, places.ofPath(path)), 0)
  const inTrace = traced > 0 && named > 0 ? traced * NAMED_BY_SUBJECT : Math.max(traced, named)
  const focus = Math.max(1, Math.sqrt(own.length / FOCUSED_FILES))
  const absent = built === false && !own.some(isBuildFile)
  return (usual + inTrace / focus) * (absent ? NOT_IN_THE_IMAGE : 1)
}

/**
 * A description of another board is of no use to the machine that boots, and counts as any other
 * file.
 */
function isOfArchitecture(path: string, architecture: Target['architecture']): boolean {
  const sources = `arch/${kernelDirectories[architecture]}/`
  return path.startsWith(sources) && !path.startsWith(`${sources}boot/dts/`)
}

// They go into every kernel, though not as a file that is compiled.
const isBuildFile = (path: string): boolean => /(?:^|\/)(?:Kconfig|Makefile|Kbuild)[^/]*$|^scripts\//.test(path)

const BESIDE_THE_KERNEL =
  /^(?:Documentation|tools|samples|LICENSES)\/|^(?:MAINTAINERS|CREDITS|COPYING|README)$|(?:^|\/)\.[^/]+$|\.(?:rst|txt|md)$/
