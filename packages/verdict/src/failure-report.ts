import { AnyOf } from './any-of.ts'
import type { ConsoleLine } from './console-lines.ts'
import type { FailurePattern } from './failure-patterns.ts'
import type { Origin } from './line-origin.ts'
import { makeSignature, normalise } from './signature.ts'
import { isSkippedFrame, isStart, type Reporting } from './skipped-frames.ts'
import { sourcePath } from './source-path.ts'
import type { CodePlace, FailureKind, Signature } from './terms.ts'
import {
  type Frame,
  frameAt,
  lastResort,
  readFrames,
  recursionFirst,
  shownFrames,
  tellingFrames,
} from './trace-frames.ts'
import { LEADS, STALL_KINDS } from './warning-patterns.ts'

// A report with registers, code and modules is under 150 lines; a later trace would be another
// failure's.
const REPORT_LINES = 300
// Lockdep shows how each lock was taken before.
const LOCKDEP_LINES = 1500
const FRAME_LIMIT = 64
// The allocator's reports show memory before their stack.
const AWAITED_LINES = 60
// How many lines a lead stands before its report, or behind the report's first line.
export const LEAD_LINES = 4

// Another processor or task speaks of itself, or of another one that it was asked to show.
const SECTION_STARTS =
  /^(?:CPU: \d+ (?:UID: \d+ )?PID: |[Pp]id: \d+, comm: |CPU ?\d+: stopping|NMI backtrace for cpu|Sending NMI from CPU|Task dump for CPU|task:\S|Kernel panic - not syncing)/
const OTHERS_FOLLOW = /^(?:(?:rcu: )?RCU grace-period kthread stack dump|Showing all locks held)/
// Lockdep names the place in the line behind, which a trace without tail calls does not have.
const PLACE_FOLLOWS = /^.{1,100} is trying to release lock \(.{1,200}\) at:$/
// Their reports show each processor that does not go on.
const SEVERAL_PROCESSORS: ReadonlySet<FailureKind> = new Set(['rcu-stall', 'hard-lockup'])
// x86 shows the stack of an interrupt before the one that it came upon.
const INTERRUPT_STACK_ENDS = /^<(?:\/IRQ|\/NMI|EOI|\/HARDIRQ|\/SOFTIRQ)>/
const NMI_STACK = /^<NMI>/
const EXCEPTION_STACK_ENDS = /^<?<EOE>/
const STACK_NAME = /^(?:<{1,2}\/?[A-Z#_]{2,16}>{1,2} *)+/
// Lockdep's report of a lock that was not given back: who took it is meant, not who noticed.
const LOCK_KEPT = /lock held (?:when|at)|still has locks? held/
// How dump_stack() begins, before 3.10 in the second form.
export const STACK_STARTS = /^(?:CPU: \d+ .{0,40}PID: \d+ Comm: |Pid: \d+, comm: )/
const TRACE_STARTS = /^(?:Call [Tt]race:|Backtrace:|stack backtrace:)/
const KFENCE_TRACE_STARTS = /^(?:Out-of-bounds|Use-after-free|Corrupted memory|Invalid) /
const REPORT_ENDS = /^---\[ end (?:trace|Kernel panic)/
// What follows tells of another moment: who allocated the memory, who held the locks, where the
// other access was.
const TRACE_ENDS =
  /^(?:(?:Allocated|Freed|allocated|freed) by task|The buggy address|Last potentially related work|value changed:|(?:assert no )?(?:reads?|writes?|read-write)(?: \([a-z, ]+\))? to 0x|Uninit was (?:created|stored)|Showing all locks held|the existing dependency chain|Mem-Info:)/
// The slab allocator shows these before its own trace.
const EARLIER_CALL = /^(?:INFO: )?(?:Allocated|Freed) in /
// The function in the next line is the one that forbade to sleep.
const NO_FRAME_FOLLOWS = /^Preemption disabled at:/
const OTHER_PROCESSOR = /^(?:Sending NMI from CPU|NMI backtrace for cpu|Task dump for CPU)/
const COPIED = /\.(?:constprop|part|isra|clone)\b/
const ANY_LEAD = new AnyOf(LEADS)
const PANICS = 'Kernel panic - not syncing'

/** What a line tells about the report around it. */
export interface LeadWords {
  readonly title: string
  readonly place?: string
  readonly frame?: Frame
}

/** What a line tells about the report around it, where it is one that does. */
export function readLead(text: string): LeadWords | undefined {
  if (!ANY_LEAD.test(text)) return undefined
  for (const { pattern, title, place, where } of LEADS) {
    const match = pattern.exec(text)
    if (!match) continue
    return {
      title: normalise(fill(title, match)),
      ...(place ? { place: placeOf(place, match) } : {}),
      ...(where ? { frame: frameAt('pc', match[where[0]] ?? '', match[where[1]], false) } : {}),
    }
  }
  return undefined
}

const placeOf = (template: string, match: readonly string[]): string =>
  fill(
    template,
    match.map((group) => group && sourcePath(group)),
  )

function fill(template: string, match: readonly string[]): string {
  return template.replace(/\$(\d)/g, (_, group) => match[Number(group)] ?? '')
}

/** What is known of a failure when its report has been read. */
export interface Finding {
  readonly signature: Signature
  readonly frame?: CodePlace
  /** Where its report begins: the number of a line of the console. */
  readonly number?: number
}

/** The first line of a report, and what stood before it. */
export interface Opening {
  readonly row: FailurePattern
  readonly match: RegExpExecArray
  readonly line: ConsoleLine
  readonly origin: Origin
  readonly number: number
  readonly lead?: LeadWords | undefined
}

/** One report, as it goes by line after line. */
export class Report {
  readonly row: FailurePattern
  /** Who said its first line. */
  readonly origin: Origin
  /** Its first line's number in the console. */
  readonly number: number
  readonly #match: RegExpExecArray
  readonly #firstLine: string
  readonly #caller: string | undefined
  readonly #frames: Frame[] = []
  #lead: LeadWords | undefined
  #lines = 0
  #silent = 0
  #inTrace = false
  #skipNext = false
  #placeNext = false
  #anyCaller = false
  #traceEnded = false
  /**
   * Its own trace is complete: a later one in it tells of another processor, or of another moment.
   */
  #sealed = false
  #interrupted = false
  #inNmi = false
  #stackSeen = false
  #panicked = false

  constructor(opening: Opening) {
    this.row = opening.row
    this.origin = opening.origin
    this.number = opening.number
    this.#match = opening.match
    this.#firstLine = opening.line.text
    this.#caller = opening.line.caller
    this.#lead = opening.lead
    this.#inTrace = this.row.bareTrace ?? false
  }

  /** Whether the kernel ended with it, as far as the lines tell. */
  get panicked(): boolean {
    return this.#panicked || this.#match.input.startsWith(PANICS)
  }

  /** Whether it shows where the processor was, not a call trace alone. */
  get hasRegisters(): boolean {
    return this.#frames.some(({ role }) => role === 'pc')
  }

  /** Whether it has shown no stack yet, and began so few lines ago that one may follow. */
  get awaitsStack(): boolean {
    return !this.#stackSeen && this.#lines <= AWAITED_LINES
  }

  /** Whether nothing but a few words have followed its first line. */
  get hasWordsAlone(): boolean {
    return !this.#stackSeen && this.#lines <= LEAD_LINES
  }

  /** Whether it may be no report at all. */
  get isVague(): boolean {
    return this.row.vague === true && this.#frames.length === 0
  }

  /** How many lines have gone by since the last one that was surely of this report. */
  get linesSince(): number {
    return this.#silent
  }

  /**
   * @param line any line of the console behind the first one; of other tasks and processors it
   * takes none
   */
  add(line: ConsoleLine): void {
    this.#silent++
    if (this.#lines++ > (this.row.kind === 'lockdep' ? LOCKDEP_LINES : REPORT_LINES)) return
    const { text } = line
    if (text.startsWith(PANICS)) this.#panicked = true
    this.#stackSeen ||= STACK_STARTS.test(text) || TRACE_STARTS.test(text)
    if (STALL_KINDS.has(this.row.kind) && OTHER_PROCESSOR.test(text)) this.#anyCaller = true
    if (line.caller !== this.#caller && this.#caller !== undefined && line.caller !== undefined && !this.#anyCaller)
      return
    if (this.#lines <= LEAD_LINES) this.#lead ??= readLead(text)
    this.#readTrace(text)
  }

  #readTrace(text: string): void {
    const starts = TRACE_STARTS.test(text) || (this.row.kind === 'kfence' && KFENCE_TRACE_STARTS.test(text))
    if (starts || REPORT_ENDS.test(text)) this.#silent = 0
    const section = SECTION_STARTS.test(text)
    if (starts || section || OTHERS_FOLLOW.test(text)) this.#seal(text)
    if (section) this.#traceEnded = false
    if (REPORT_ENDS.test(text) || EARLIER_CALL.test(text)) this.#traceEnded = true
    if (this.#frames.length > 0 && TRACE_ENDS.test(text)) this.#traceEnded = true
    if (starts) this.#startTrace()
    if (text.startsWith('<')) this.#readStack(text)
    const frames = this.#skipNext ? [] : readFrames(text.startsWith('<') ? text.replace(STACK_NAME, '') : text)
    const isPlace = this.#placeNext
    this.#skipNext = NO_FRAME_FOLLOWS.test(text)
    this.#placeNext = PLACE_FOLLOWS.test(text)
    if (frames.length === 0) return
    this.#silent = 0
    if (!this.row.traced || this.#sealed || this.#traceEnded || this.#frames.length >= FRAME_LIMIT) return
    this.#frames.push(...frames.map((frame) => (isPlace ? { ...frame, role: 'pc' as const } : this.#inPlace(frame))))
  }

  /** Before 4.9 x86 shows where the interrupt struck as the last guess of its stack. */
  #readStack(text: string): void {
    if (NMI_STACK.test(text)) this.#inNmi = true
    if (!INTERRUPT_STACK_ENDS.test(text) && !(this.#inNmi && EXCEPTION_STACK_ENDS.test(text))) return
    const struck = this.#frames.at(-1)
    if (!this.#interrupted && struck?.role === 'guess') {
      this.#frames.splice(-1, 1, { ...struck, role: 'trace', interrupted: true })
    }
    this.#interrupted = true
  }

  /**
   * A trace that is complete stays the only one. Of several processors that do not go on, the first
   * that tells anything counts.
   */
  #seal(text: string): void {
    if (OTHERS_FOLLOW.test(text)) this.#sealed = true
    if (this.#sealed || !this.#frames.some(({ role }) => role === 'trace' || role === 'guess')) return
    if (SEVERAL_PROCESSORS.has(this.row.kind) && this.#telling(this.row.where).length === 0) this.#frames.length = 0
    else this.#sealed = true
  }

  /** What looked like frames before tells of another moment, and would leave no room. */
  #startTrace(): void {
    this.#inTrace = true
    this.#traceEnded = false
    this.#interrupted = false
    const sure = this.#frames.filter(({ role }) => role !== 'loose')
    this.#frames.splice(0, this.#frames.length, ...sure)
  }

  /**
   * Registers in the middle of a trace are a frame of it: those of the function that an interrupt
   * or a trap came upon.
   */
  #inPlace(frame: Frame): Frame {
    const inside = frame.role === 'pc' && this.#frames.some(({ role }) => role === 'trace' || role === 'guess')
    const role = this.#inTrace && (frame.role === 'loose' || inside) ? 'trace' : frame.role
    return { ...frame, role, ...(this.#interrupted ? { interrupted: true as const } : {}) }
  }

  /** What its first line says, or its lead. */
  get title(): string {
    const { title, exact } = this.row
    const words = fill(title, this.#groups).replace(/ \([a-z ]*\)$/, '')
    return this.#lead?.title ?? (exact ? words : normalise(words))
  }

  get finding(): Finding {
    const { kind, where } = this.row
    const telling = this.#telling(where)
    const first = telling[0] ?? lastResort(this.#frames)
    const signature = makeSignature({
      kind: kind === 'oops' && this.#panicked ? 'panic' : kind,
      title: this.title,
      function: first?.name,
      place: this.#lead?.place ?? this.#place,
      trace: this.#shown(telling)?.map(({ name }) => name),
      line: this.#firstLine,
    })
    return { signature, ...(first?.at ? { frame: first.at } : {}), number: this.number }
  }

  /**
   * Without a telling frame all that the trace shows; undefined where the report was cut off before
   * its trace.
   */
  #shown(telling: readonly Frame[]): readonly Frame[] | undefined {
    if (telling.length > 0) return telling
    if (!this.row.traced) return undefined
    const shown = shownFrames(this.#frames)
    return shown.length > 0 || this.#inTrace ? shown : undefined
  }

  /** The groups of the first line; a path among them is the tree's. */
  get #groups(): readonly string[] {
    if (this.row.place === undefined) return this.#match
    return this.#match.map((group) => group && sourcePath(group))
  }

  get #place(): string | undefined {
    return this.row.place && fill(this.row.place, this.#groups)
  }

  /**
   * The trace, behind the function that the report's first line names, if it names the guilty one.
   */
  #telling(where: FailurePattern['where']): Frame[] {
    const symbol = where && this.#match[where[0]]
    const named = symbol === undefined ? undefined : frameAt('pc', symbol, this.#match[where?.[1] ?? 0], true)
    const at = named ?? this.#frames.find(({ role }) => role === 'pc')
    const copied = at?.at !== undefined && COPIED.test(at.at.symbol)
    const reporting = { kind: this.row.kind, file: this.#place, function: at?.name, copied }
    const telling = this.#framesFor(reporting)
    const meant = this.#lead?.frame ?? named
    if (!meant) return telling
    if (meant === named && !this.row.certain && telling.length > 0 && isSkippedFrame(named.name, reporting))
      return telling
    const known = telling.find(({ name }) => name === meant.name)
    return [known ?? meant, ...telling.filter((frame) => frame !== known)]
  }

  /** Where only the kernel's start called a function that checks, that function itself is meant. */
  #framesFor(reporting: Reporting): Frame[] {
    const interrupted = STALL_KINDS.has(this.row.kind) || this.row.recursive === true
    const takers = LOCK_KEPT.test(this.#match[0]) ? this.#frames.filter(({ role }) => role === 'held') : []
    const all = tellingFrames(takers.length > 0 ? takers : this.#frames, interrupted, reporting)
    const checker = this.#frames.find(({ name }) => name === reporting.function)
    if (checker && reporting.file !== undefined && all.every(({ name }) => isStart(name)))
      return [checker, ...all.filter(({ name }) => name !== checker.name)]
    return this.row.recursive ? recursionFirst(all, this.#frames) : all
  }
}
