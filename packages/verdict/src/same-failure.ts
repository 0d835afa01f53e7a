import { TRAP_TITLE } from './failure-patterns.ts'
import { isSkippedFrame } from './skipped-frames.ts'
import type { FailureKind, Signature } from './terms.ts'

/**
 * Kinds that are one failure at different moments: an oops becomes a panic a few lines later, or is
 * cut off before.
 */
const FAMILY: Partial<Record<FailureKind, string>> = {
  oops: 'crash',
  panic: 'crash',
  hang: 'silence',
  // One processor that turns in circles: which watchdog sees it first is chance.
  'rcu-stall': 'stall',
  'soft-lockup': 'stall',
  'hard-lockup': 'stall',
}

const family = (kind: FailureKind): string => FAMILY[kind] ?? kind

/** Whether two kinds are one failure at different moments. */
export const sameFamily = (a: FailureKind, b: FailureKind): boolean => family(a) === family(b)

const title = ({ text }: Signature): string => text.slice(text.indexOf(': ') + 2)
const placeWithoutLine = ({ place }: Signature): string | undefined => place?.replace(/:\d+$/, '')

/**
 * Whether two failures are the same one. The function decides where both have one; else the place,
 * without its line number, which any commit may move. A panic() in one function must say the same
 * as well, and so must lockdep; KASAN must have seen the same sort of access, and the file of a
 * BUG() must be the same. Silence is the same when it ends at the same stage; a build failure, when
 * the compiler says the same in the same file, or names what files share, as a parallel make may
 * meet it in another file first. Traces may differ, as one failure can be reached by several
 * callers; where they agree but for a function that one compiler inlined, the failures are the
 * same.
 */
export function sameFailure(a: Signature, b: Signature): boolean {
  if (!sameFamily(a.kind, b.kind)) return false
  if (a.kind === 'build-failed') return title(a) === title(b) && (a.place === b.place || namesWhatIsShared(title(a)))
  if (saysOtherwise(a, b)) return false
  if (isAllSkipped(a) || isAllSkipped(b)) return sameSkipped(a, b)
  if (a.function !== undefined && b.function !== undefined) {
    return sameName(a.function, b.function) || isInlined(a, b) || isInlined(b, a)
  }
  return (a.function === b.function || CUT_OFF.has(a.kind)) && placeWithoutLine(a) === placeWithoutLine(b)
}

// What is wrong with a local variable or a label concerns one file.
const OF_ONE_FILE = /\b(?:unused|set but not used|uninitialized|defined but not used|label|shadows?)\b/
const WORDS_OF_C =
  /^(?:signed|unsigned|struct|double|return|static|extern|inline|typedef|sizeof|switch|default|continue|register|volatile|restrict|_Bool|size_t|ssize_t)$/

/**
 * Whether a compiler's message names a function, a type or a member: what is missing in one file is
 * missing in others. Without such a name equal words in two files are two mistakes; names as short
 * as `ret` are in every file.
 */
function namesWhatIsShared(message: string): boolean {
  if (OF_ONE_FILE.test(message)) return false
  const quoted = message.match(/'[^']*'/g) ?? []
  const names = quoted.flatMap((part) => part.match(/[A-Za-z_]\w*/g) ?? [])
  return names.some((name) => (name.includes('_') || name.length >= LONG_NAME) && !WORDS_OF_C.test(name))
}

const LONG_NAME = 6

/** `f` and `__f` are one function in two parts: a compiler may put either into the other. */
const sameName = (one: string, other: string): boolean => one.replace(/^_+/, '') === other.replace(/^_+/, '')

/**
 * Whether a report showed a trace in which each frame was skipped. One that was cut off before its
 * trace shows none.
 */
const isAllSkipped = ({ function: name, trace }: Signature): boolean =>
  trace !== undefined && [...(name === undefined ? [] : [name]), ...trace].every((frame) => isSkippedFrame(frame))

const SKIPPED_FRAMES = 3

/**
 * Skipped frames name no function: such a failure is the same as one that was cut off, or that
 * shows the same innermost frames.
 */
function sameSkipped(a: Signature, b: Signature): boolean {
  if (placeWithoutLine(a) !== placeWithoutLine(b)) return false
  if (a.trace === undefined || b.trace === undefined) {
    return CUT_OFF.has(a.kind) && (a.trace === undefined ? a : b).function === undefined
  }
  const innermost = ({ trace = [] }: Signature): string => trace.slice(0, SKIPPED_FRAMES).join(' ')
  return isAllSkipped(a) && isAllSkipped(b) && innermost(a) === innermost(b)
}

/** Whether the reports' words tell two failures of one function apart. */
function saysOtherwise(a: Signature, b: Signature): boolean {
  if (ASSERTION.test(title(a)) && ASSERTION.test(title(b)) && title(a) !== title(b)) return true
  if (a.kind === 'ubsan' && differ(ubsanCheck(title(a)), ubsanCheck(title(b)))) return true
  const [one, other] = [placeWithoutLine(a), placeWithoutLine(b)]
  if (one === other || one === undefined || other === undefined) return false
  if (a.kind === 'kasan' || a.kind === 'kfence') return accessDiffers(one, other)
  if (a.kind === 'lockdep') return true
  if (family(a.kind) === 'crash') return !(TRAP_TITLE.test(one) && TRAP_TITLE.test(other)) || trapsDiffer(one, other)
  if (a.kind === 'test-failed') return !saysMore(one, other) && !saysMore(other, one)
  // The file of a BUG() or a WARN() is the same in every build, where the kernel knows it. Other
  // reports have words in its place.
  if (a.kind === 'bug' || a.kind === 'warning') return !NO_FILE.test(one) && !NO_FILE.test(other)
  return isFile(one) && isFile(other)
}

/** Whether `longer` is `shorter`, or that with the assertion that failed. */
const saysMore = (longer: string, shorter: string): boolean => longer === shorter || longer.startsWith(`${shorter}: `)

const NO_FILE = /^(?:kernel BUG|WARNING)$/

// What was asserted is the same in every build.
const ASSERTION = /^assertion failed: /

const isFile = (place: string): boolean => /\.[chSs]$/.test(place)

function accessDiffers(one: string, other: string): boolean {
  if (one.startsWith('KMSAN') || other.startsWith('KMSAN')) return one !== other
  return differ(accessOf(one), accessOf(other))
}

/** Whether both are known, and not alike. */
const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other

const UBSAN_CHECK = /array index|shift|pointer|divi|overflow|load|misaligned|null|object size|unreachable|conversion/

/**
 * Which check of UBSAN it was, in the words of its report or of its trap; undefined where the words
 * are not known.
 */
const ubsanCheck = (words: string): string | undefined => UBSAN_CHECK.exec(words.replaceAll('-', ' '))?.[0]

const DIVISION = /^divide error/
const BAD_POINTER = /NULL pointer|paging request|page fault|general protection/

/**
 * A processor that divides by zero follows no pointer. Where a compiler saw either coming, it put
 * another instruction there.
 */
const trapsDiffer = (one: string, other: string): boolean =>
  (DIVISION.test(one) && BAD_POINTER.test(other)) || (DIVISION.test(other) && BAD_POINTER.test(one))

/** What KASAN or KFENCE saw, in the words of any kernel; undefined where it cannot know. */
function accessOf(place: string): string | undefined {
  return ['use-after-free', 'out-of-bounds', 'free'].find((words) => place.replaceAll(' ', '-').includes(words))
}

// Of these a report without a function was cut off before its trace, or came too early for one.
const CUT_OFF: ReadonlySet<FailureKind> = new Set(['oops', 'panic', 'bug', 'warning'])

/** What was trapped, in the words of any architecture. */
function trapOf(words: string): string {
  if (!TRAP_TITLE.test(words)) return words
  return /NULL pointer|paging request|page fault/.exec(words)?.[0].replace('page fault', 'paging request') ?? words
}

const INLINED_FUNCTIONS = 5
const COMMON_CALLERS = 3

/**
 * Whether `inner` fails in a function that the compiler of `outer` put into its caller: the traces
 * agree but for it. Callers alone prove little, so there must be several, as many as inlined
 * functions, and the reports must say the same.
 */
function isInlined(inner: Signature, outer: Signature): boolean {
  const [longer, shorter] = [inner.trace ?? [], outer.trace ?? []]
  const inlined = longer.indexOf(outer.function ?? '')
  if (inlined < 1 || inlined > INLINED_FUNCTIONS || shorter[0] !== outer.function) return false
  if (trapOf(title(inner)) !== trapOf(title(outer))) return false
  const common = Math.min(longer.length - inlined, shorter.length)
  if (common < Math.max(COMMON_CALLERS, inlined) || longer.slice(0, inlined).some((name) => shorter.includes(name)))
    return false
  return shorter.slice(0, common).every((name, index) => name === longer[inlined + index])
}
