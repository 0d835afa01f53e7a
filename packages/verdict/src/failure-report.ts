import { isBystander } from './bystanders.ts'
import { LEADS, STALL_KINDS } from './complaint-patterns.ts'
import type { ConsoleLine } from './console-lines.ts'
import { anyOf, type FailurePattern } from './failure-patterns.ts'
import type { Origin } from './line-origin.ts'
import { makeSignature, normalise } from './signature.ts'
import { sourcePath } from './source-path.ts'
import type { CodePlace, Signature } from './terms.ts'
import { type Frame, frameAt, lastResort, readFrames, recursionFirst, tellingFrames } from './trace-frames.ts'

// A report with registers, code and modules is under 150 lines; a later trace would be another failure's.
const REPORT_LINES = 300
// Lockdep shows how each lock was taken before.
const LOCKDEP_LINES = 1500
const FRAME_LIMIT = 64
// The allocator's reports show memory before their stack.
const AWAITED_LINES = 60
// How many lines a lead stands before its report, or behind the report's first line.
export const LEAD_LINES = 4

// How dump_stack() begins, before 3.10 in the second form.
export const STACK_STARTS = /^(?:CPU: \d+ .{0,40}PID: \d+ Comm: |Pid: \d+, comm: )/
const TRACE_STARTS = /^(?:Call [Tt]race:|Backtrace:|stack backtrace:)/
const KFENCE_TRACE_STARTS = /^(?:Out-of-bounds|Use-after-free|Corrupted memory|Invalid) /
const REPORT_ENDS = /^---\[ end (?:trace|Kernel panic)/
// What follows tells of another moment: who allocated the memory, who held the locks, where the other access was.
const TRACE_ENDS =
  /^(?:(?:Allocated|Freed|allocated|freed) by task|The buggy address|Last potentially related work|value changed:|(?:assert no )?(?:reads?|writes?|read-write)(?: \([a-z, ]+\))? to 0x|Showing all locks held|the existing dependency chain|Mem-Info:)/
// The function in the next line is the one that forbade to sleep.
const NO_FRAME_FOLLOWS = /^Preemption disabled at:/
const OTHER_PROCESSOR = /^(?:Sending NMI from CPU|NMI backtrace for cpu|Task dump for CPU)/
const ANY_LEAD = anyOf(LEADS)
const PANICS = 'Kernel panic - not syncing'

/** The lead's title that a line has for the report around it. */
export function leadTitle(text: string): string | undefined {
  if (!ANY_LEAD.test(text)) return undefined
  for (const { pattern, title } of LEADS) {
    const match = pattern.exec(text)
    if (match) return normalise(fill(title, match))
  }
  return undefined
}

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
  readonly lead?: string
}

/** One report, as it goes by line after line. */
export class Report {
  readonly row: FailurePattern
  /** Who said its first line. */
  readonly origin: Origin
  /** Its first line's number in the console. */
  readonly number: number
  readonly #match: RegExpExecArray
  readonly #caller: string | undefined
  readonly #frames: Frame[] = []
  #lead: string | undefined
  #lines = 0
  #silent = 0
  #inTrace = false
  #skipNext = false
  #anyCaller = false
  #traceEnded = false
  #stackSeen = false
  #panicked = false

  constructor(opening: Opening) {
    this.row = opening.row
    this.origin = opening.origin
    this.number = opening.number
    this.#match = opening.match
    this.#caller = opening.line.caller
    this.#lead = opening.lead
    this.#inTrace = this.row.kind === 'kcsan'
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

  /** How many lines have gone by since the last one that was surely of this report. */
  get linesSince(): number {
    return this.#silent
  }

  /** @param line any line of the console behind the first one; of other tasks and processors it takes none */
  add(line: ConsoleLine): void {
    this.#silent++
    if (this.#lines++ > (this.row.kind === 'lockdep' ? LOCKDEP_LINES : REPORT_LINES)) return
    const { text } = line
    if (text.startsWith(PANICS)) this.#panicked = true
    this.#stackSeen ||= STACK_STARTS.test(text) || TRACE_STARTS.test(text)
    if (STALL_KINDS.has(this.row.kind) && OTHER_PROCESSOR.test(text)) this.#anyCaller = true
    if (line.caller !== this.#caller && this.#caller !== undefined && line.caller !== undefined && !this.#anyCaller)
      return
    if (this.#lines <= LEAD_LINES) this.#lead ??= leadTitle(text)
    this.#readTrace(text)
  }

  #readTrace(text: string): void {
    if (REPORT_ENDS.test(text) || TRACE_STARTS.test(text)) this.#silent = 0
    if (REPORT_ENDS.test(text) || (this.#frames.length > 0 && TRACE_ENDS.test(text))) this.#traceEnded = true
    if (TRACE_STARTS.test(text) || (this.row.kind === 'kfence' && KFENCE_TRACE_STARTS.test(text))) {
      this.#startTrace()
    }
    const frames = this.#skipNext ? [] : readFrames(text)
    this.#skipNext = NO_FRAME_FOLLOWS.test(text)
    if (frames.length === 0) return
    this.#silent = 0
    if (!this.row.traced || this.#traceEnded || this.#frames.length >= FRAME_LIMIT) return
    this.#frames.push(...frames.map((frame) => this.#inPlace(frame)))
  }

  /** What looked like frames before tells of another moment, and would leave no room. */
  #startTrace(): void {
    this.#inTrace = true
    this.#traceEnded = false
    const sure = this.#frames.filter(({ role }) => role !== 'loose')
    this.#frames.splice(0, this.#frames.length, ...sure)
  }

  #inPlace(frame: Frame): Frame {
    return frame.role === 'loose' && this.#inTrace ? { ...frame, role: 'trace' } : frame
  }

  /** What its first line says, or its lead. */
  get title(): string {
    const { title, exact } = this.row
    const words = fill(title, this.#groups).replace(/ \([a-z ]*\)$/, '')
    return this.#lead ?? (exact ? words : normalise(words))
  }

  get finding(): Finding {
    const { kind, place, where } = this.row
    const telling = this.#telling(where)
    const first = telling[0] ?? lastResort(this.#frames)
    const signature = makeSignature({
      kind: kind === 'oops' && this.#panicked ? 'panic' : kind,
      title: this.title,
      function: first?.name,
      place: place && fill(place, this.#groups),
      trace: telling.map(({ name }) => name),
    })
    return { signature, ...(first?.at ? { frame: first.at } : {}), number: this.number }
  }

  /** The groups of the first line; a path among them is the tree's. */
  get #groups(): readonly string[] {
    if (this.row.place === undefined) return this.#match
    return this.#match.map((group) => group && sourcePath(group))
  }

  /** The trace, behind the function that the report's first line names, if it names the guilty one. */
  #telling(where: FailurePattern['where']): Frame[] {
    const all = tellingFrames(this.#frames, STALL_KINDS.has(this.row.kind))
    const telling = this.row.recursive ? recursionFirst(all, this.#frames) : all
    const symbol = where && this.#match[where[0]]
    if (!symbol) return telling
    const named = frameAt('pc', symbol, this.#match[where[1]], true)
    if (isBystander(named.name)) return telling
    const known = telling.find(({ name }) => name === named.name)
    return [known ?? named, ...telling.filter((frame) => frame !== known)]
  }
}
