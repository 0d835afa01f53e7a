import { SYMBOL } from './failure-patterns.ts'
import { isInterruptEntry, isLastResort, isSkippedFrame, type Reporting } from './skipped-frames.ts'
import type { CodePlace } from './terms.ts'

/**
 * How a report names a function. `pc`: where the processor was. `link`: the return address in a
 * register. `trace`: a call trace. `loose`: looks like a frame of a trace, but stands outside of
 * any. `guess`: x86 found it on the stack and does not believe it. `held`: where a lock was taken.
 */
export type FrameRole = 'pc' | 'link' | 'trace' | 'loose' | 'guess' | 'held'

/** A function seen in the report of a failure. */
export interface Frame {
  readonly role: FrameRole
  /** The function, without what compilers add to its symbol. */
  readonly name: string
  /**
   * Where in the image; of a return address, inside the call. Missing where the line does not tell
   * an offset.
   */
  readonly at?: CodePlace
  /**
   * It lies behind the entry of an interrupt: another function was running when the interrupt came.
   */
  readonly interrupted?: true
  /** A guess that lies behind the end of its function. */
  readonly behindEnd?: true
}

const ADDRESS = String.raw`\[<[0-9a-f]+>\]\s*`
const REGISTER = String.raw`(?: \[?[0-9a-f]{8,16}\]?){0,2}`
const BARE = String.raw`([A-Za-z_$][\w.$]*)`

// What a line without an offset may begin with.
const WORK_ITEM = /^(?:last function: |in-flight: |preempt=0x)/

/**
 * Each `pattern` has pairs of groups: symbol, offset. The offset may be missing where the line does
 * not tell it.
 */
const FRAMES: readonly { role: FrameRole; returns: boolean; pattern: RegExp }[] = [
  // arm64 "pc : f+0x58/0x100", arm "PC is at f+0x1c/0x98" riscv "epc : f+0x10/0x20" and "ra :
  // g+0x10/0x20", mips with the address before the name, powerpc "NIP [c000000000012340]
  // f+0x10/0x20"
  {
    role: 'pc',
    returns: false,
    pattern: new RegExp(`^(?:pc :|PC is at|s?epc {0,4}:|ERA:|NIP|Krnl PSW :)${REGISTER} \\(?${SYMBOL}`),
  },
  { role: 'link', returns: true, pattern: new RegExp(`^(?:lr :|LR is at|ra {0,4}:|LR)${REGISTER} ${SYMBOL}`) },
  // x86 "RIP: 0010:f+0x1c/0x98", before 4.11 "RIP: 0010:[<ffffffff81000000>] [<ffffffff81000000>]
  // f+0x1c/0x98", i386 "EIP is at f+0x1c/0x98"
  {
    role: 'pc',
    returns: false,
    pattern: new RegExp(`^(?:EIP is at|[ER]?IP:) (?:[0-9a-f]{4}:)?(?:${ADDRESS}){0,2}${SYMBOL}`),
  },
  // arm "f from g+0x10/0x14"; the last line of a trace is the only one that names its caller
  { role: 'trace', returns: true, pattern: new RegExp(`^${BARE}() from ${SYMBOL}`) },
  // arm before 5.19 "[<c010f4e4>] (f) from [<c010b0e8>] (g+0x10/0x14)"
  { role: 'trace', returns: true, pattern: new RegExp(`^${ADDRESS}\\(${BARE}()\\) from ${ADDRESS}\\(${SYMBOL}`) },
  // before 3.5 "[<c010f4e4>] (f+0x10/0x14) from [<c010b0e8>] (g+0x10/0x14)"
  {
    role: 'trace',
    returns: true,
    pattern: new RegExp(`^${ADDRESS}\\(${SYMBOL}\\) from (?:${ADDRESS}\\(${SYMBOL})?`),
  },
  { role: 'guess', returns: true, pattern: new RegExp(`^(?:${ADDRESS})?\\? ${SYMBOL}`) },
  // arm64 and x86 call traces
  { role: 'loose', returns: true, pattern: new RegExp(`^(?:${ADDRESS})?${SYMBOL}`) },
  // The work item that left a lock behind, or that does not go on: it has no trace
  {
    role: 'pc',
    returns: false,
    pattern: new RegExp(
      `^(?:last function: |preempt=\\S{1,20} lock=\\S{1,20} RCU=\\S{1,20} workfn=|in-flight: (?:\\d{1,9}(?:\\(RESCUER\\))?:)?)${BARE}`,
    ),
  },
  // "#0: ffff888003a4d000 (lock_a){+.+.}-{3:3}, at: f+0x10/0x20"
  { role: 'held', returns: true, pattern: new RegExp(`^.{1,200}, at: (?:${ADDRESS})?${SYMBOL}`) },
]

/** What a frame has as decode_stacktrace.sh writes it. */
const DECODED = / \([^()\s:]{1,200}:[\d?]/

const BEHIND_THE_END = /\+0x([0-9a-f]+)\/0x\1\b/

// No function in C has a dot in its name: what follows one is the compiler's.
const SUFFIX = /(?<=\w)\.[\s\S]*/
const PREFIX = /^__(?:pi|efistub|cfi(?!_check|_slowpath))_/
const SYSTEM_CALL = /^__(?:x64|x32|ia32|arm64|riscv|se|do)_(?:compat_)?(sys_\w+)$|^(?:compat_)?(?:SyS|SYSC)_(\w+)$/

/**
 * A symbol without what compiler and linker added to it: `f.isra.0`, `f.clone.3`,
 * `f.constprop.0.cold` and `__pi_f` are `f`. The wrappers of a system call, which one compiler
 * inlines and another does not, are the system call.
 */
export function functionName(symbol: string): string {
  const name = symbol.replace(SUFFIX, '').replace(PREFIX, '')
  const call = SYSTEM_CALL.exec(name)
  return call ? (call[1] ?? `sys_${call[2]}`) : name
}

/**
 * The frames that a line of a report shows: none, one, or on arm two. The line comes without printk
 * prefix and leading blanks. A return address at offset 0 is left out: the call was the last thing
 * its function did, as of `panic()`, and the name is that of whichever function happens to lie
 * behind it.
 */
export function readFrames(line: string): Frame[] {
  if (!line.includes('+0x') && !DECODED.test(line) && !WORK_ITEM.test(line)) return []
  for (const { role, returns, pattern } of FRAMES) {
    const match = pattern.exec(line)
    if (!match) continue
    const [, ...groups] = match
    return groups.flatMap((symbol, index) => {
      if (index % 2 === 1 || symbol === undefined) return []
      const offset = groups[index + 1]
      if (returns && offset === '0') return []
      const frame = frameAt(role, symbol, offset, returns)
      return [role === 'guess' && BEHIND_THE_END.test(line) ? { ...frame, behindEnd: true as const } : frame]
    })
  }
  return []
}

/** @param offset hexadecimal; of a return address, one byte before it lies in the call itself */
export function frameAt(role: FrameRole, symbol: string, offset: string | undefined, returns: boolean): Frame {
  const name = functionName(symbol)
  if (!offset) return { role, name }
  const bytes = Number.parseInt(offset, 16)
  return { role, name, at: { symbol, offset: returns ? Math.max(0, bytes - 1) : bytes } }
}

const TRACE_LIMIT = 24

/**
 * The frames that are not merely reporting, copying, allocating or locking, innermost first, one
 * for each function; at most 24. The first is the one that a person would name.
 * @param interrupted the report came from a timer's interrupt, and what that interrupted is meant;
 * of any other report the interrupt
 *   itself is meant
 * @param reporting what is known of the report, where it decides who only reports
 */
export function tellingFrames(frames: readonly Frame[], interrupted = false, reporting?: Reporting): Frame[] {
  const all = interrupted ? behindInterrupt(frames) : beforeInterrupt(frames)
  const as = (role: FrameRole) => all.filter((frame) => frame.role === role)
  const traces = [as('trace'), as('loose'), likelyOf(as('guess')), as('held')].filter((found) => found.length > 0)
  if (traces.length === 0) traces.push([])
  const told = traces.map((trace) => withoutSkippedFrames(inOrder(as('pc'), as('link'), trace), reporting))
  return (told.find((found) => found.length > 0) ?? []).slice(0, TRACE_LIMIT)
}

/**
 * The innermost of the skipped frames that say where it happened, for a trace that has no other.
 */
export function lastResort(frames: readonly Frame[]): Frame | undefined {
  return shownFrames(frames).find(({ name }) => isLastResort(name))
}

/**
 * The frames that are surely of the trace, whatever they tell, but for what an interrupt came upon.
 */
export function shownFrames(frames: readonly Frame[]): Frame[] {
  const sure = beforeInterrupt(frames).filter(({ role }) => role === 'pc' || role === 'trace')
  const behind = behindReporter(sure)
  return behind
    .filter(({ name }, index) => behind.findIndex((frame) => frame.name === name) === index)
    .slice(0, TRACE_LIMIT)
}

const RECURSIONS = 3

/**
 * The telling frames, first the one that fills the stack by calling itself. Of several that call
 * each other in a circle it is always the same one, wherever the trace begins.
 */
export function recursionFirst(telling: readonly Frame[], frames: readonly Frame[]): Frame[] {
  const times = (name: string) => frames.filter((frame) => frame.name === name).length
  const most = Math.max(0, ...telling.map(({ name }) => times(name)))
  if (most < RECURSIONS) return [...telling]
  const circle = telling.filter(({ name }) => times(name) >= most - 1)
  const first = circle.reduce((least, frame) => (frame.name < least.name ? frame : least))
  return [first, ...telling.filter((frame) => frame !== first)]
}

function withoutSkippedFrames(frames: readonly Frame[], reporting?: Reporting): Frame[] {
  const telling = new Map<string, Frame>()
  for (const frame of frames) {
    const known = telling.get(frame.name)
    const better = known ? known.at === undefined && frame.at !== undefined : !isSkippedFrame(frame.name, reporting)
    if (better) telling.set(frame.name, frame)
  }
  return [...telling.values()]
}

/** Where the processor was, then the callers. */
function inOrder(pc: readonly Frame[], link: readonly Frame[], trace: readonly Frame[]): Frame[] {
  const first = pc[0]
  if (first === undefined) return [...link, ...behindReporter(trace)]
  // A leaf such as memset() keeps no frame: its caller is in the link register alone, and missing
  // in the trace.
  const leaf = isSkippedFrame(first.name) && link[0]?.name !== first.name
  return leaf ? [...pc, ...link, ...trace] : [...pc, ...trace, ...link]
}

/**
 * Guesses without those behind the end of a function: mostly that is the address of the next one,
 * which lay on the stack as a value. Where panic() was called last of all, it is where panic()
 * would return to.
 */
function likelyOf(guesses: readonly Frame[]): Frame[] {
  return guesses.filter(({ behindEnd }, index) => {
    if (!behindEnd) return true
    const before = guesses.slice(0, index).findLast(({ name }) => name === 'panic' || !isSkippedFrame(name))
    return before?.name === 'panic'
  })
}

const REPORTERS: ReadonlySet<string> = new Set(['panic', 'vpanic', 'dump_stack', 'dump_stack_lvl'])

/** Without what a report calls to print itself, which a guessed trace is full of. */
function behindReporter(frames: readonly Frame[]): readonly Frame[] {
  return frames.slice(frames.findLastIndex(({ name }) => REPORTERS.has(name)) + 1)
}

/**
 * Without the frames of the interrupt that reports, when they are there: most reports show the
 * interrupted registers at once.
 */
function behindInterrupt(frames: readonly Frame[]): readonly Frame[] {
  const entry = interruptEntry(frames)
  const pc = frames.findIndex(({ role }) => role === 'pc')
  return entry < 0 || (pc >= 0 && pc < entry) ? frames : frames.slice(entry)
}

function beforeInterrupt(frames: readonly Frame[]): readonly Frame[] {
  const entry = interruptEntry(frames)
  return entry < 0 ? frames : frames.slice(0, entry)
}

/**
 * Where a trace passes from an interrupt to what was running when it came. What x86 only guesses
 * proves no interrupt.
 */
function interruptEntry(frames: readonly Frame[]): number {
  return frames.findIndex(
    ({ role, name, interrupted }) => interrupted || ((role === 'trace' || role === 'loose') && isInterruptEntry(name)),
  )
}
