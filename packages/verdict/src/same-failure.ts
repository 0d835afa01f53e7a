import { TRAP_TITLE } from './failure-patterns.ts'
import { NO_MESSAGE } from './signature.ts'
import type { FailureKind, Signature } from './terms.ts'

/** Kinds that are one failure at different moments: an oops becomes a panic a few lines later, or is cut off before. */
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
 * Whether two failures are the same one. The function decides where both have one; else the place, without its line
 * number, which any commit may move. A panic() in one function must say the same as
 * well, and so must lockdep; KASAN must have seen the same sort of access, and the file of a BUG() must be the same. Silence is the same
 * when it ends at the same stage; a build failure, when the compiler says the same, as a parallel make may meet it in another file
 * first. Traces may differ, as one failure can be reached by several callers; where they agree but for a function that
 * one compiler inlined, the failures are the same.
 */
export function sameFailure(a: Signature, b: Signature): boolean {
  if (!sameFamily(a.kind, b.kind)) return false
  if (a.kind === 'build-failed') return title(a) === title(b) && (title(a) !== NO_MESSAGE || a.place === b.place)
  if (saysOtherwise(a, b)) return false
  if (a.function !== undefined && b.function !== undefined) {
    return a.function === b.function || isInlined(a, b) || isInlined(b, a)
  }
  return (a.function === b.function || CUT_OFF.has(a.kind)) && placeWithoutLine(a) === placeWithoutLine(b)
}

/** Whether the reports' words tell two failures of one function apart. */
function saysOtherwise(a: Signature, b: Signature): boolean {
  const [one, other] = [placeWithoutLine(a), placeWithoutLine(b)]
  if (one === other || one === undefined || other === undefined) return false
  if (a.kind === 'kasan')
    return accessOf(one) !== accessOf(other) && ![accessOf(one), accessOf(other)].includes(undefined)
  if (a.kind === 'lockdep') return true
  if (family(a.kind) === 'crash') return !(TRAP_TITLE.test(one) && TRAP_TITLE.test(other))
  // Headlines of their own, which no file and line announces.
  if (a.kind === 'warning' && !(isFile(one) && isFile(other))) return one !== 'WARNING' && other !== 'WARNING'
  // The file of a BUG() or a WARN() is the same in every build.
  return isFile(one) && isFile(other)
}

const isFile = (place: string): boolean => /\.[chSs]$/.test(place)

/** What KASAN saw, in the words of any kernel; undefined where it cannot know. */
function accessOf(place: string): string | undefined {
  return ['use-after-free', 'out-of-bounds', 'free'].find((words) => place.replaceAll(' ', '-').includes(words))
}

// Of these a report without a function was cut off before its trace, or came too early for one.
const CUT_OFF: ReadonlySet<FailureKind> = new Set(['oops', 'panic', 'bug', 'warning'])

const INLINED_FUNCTIONS = 2
const COMMON_CALLERS = 3

/**
 * Whether `inner` fails in a function that the compiler of `outer` put into its caller: the traces agree but for it. Callers alone
 * prove little, so there must be several, and the reports must say the same.
 */
function isInlined(inner: Signature, outer: Signature): boolean {
  const [longer, shorter] = [inner.trace ?? [], outer.trace ?? []]
  const inlined = longer.indexOf(outer.function ?? '')
  if (inlined < 1 || inlined > INLINED_FUNCTIONS || shorter[0] !== outer.function) return false
  if (title(inner) !== title(outer)) return false
  const common = Math.min(longer.length - inlined, shorter.length)
  if (common < COMMON_CALLERS || longer.slice(0, inlined).some((name) => shorter.includes(name))) return false
  return shorter.slice(0, common).every((name, index) => name === longer[inlined + index])
}
