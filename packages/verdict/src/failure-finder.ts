import { AnyOf } from './any-of.ts'
import type { ConsoleLine } from './console-lines.ts'
import { FAILURES, type FailurePattern, UNANNOUNCED } from './failure-patterns.ts'
import {
  type Finding,
  LEAD_LINES,
  type LeadWords,
  type Opening,
  Report,
  readLead,
  STACK_STARTS,
} from './failure-report.ts'
import { ANNOUNCED, FURTHER_WARNINGS, NAMED_WARNINGS } from './further-warnings.ts'
import { CHECK_LINES, KernelChecks } from './kernel-checks.ts'
import type { Origin } from './line-origin.ts'
import type { FailureKind, KernelCheck } from './terms.ts'
import { isRepeated, withWarning } from './warning-list.ts'
import { KERNEL_WARNINGS, LEADS, STALL_KINDS, WARNS } from './warning-patterns.ts'

const OPEN_LIMIT = 8
// Behind the trace of a report that was the console's last: registers, code, an end of the report.
// Sanitizers show the memory as well.
const LAST_WORDS_LINES = 12
const LAST_WORDS_OF: Partial<Record<FailureKind, number>> = { kasan: 40, kfence: 40, kcsan: 20, lockdep: 20 }

const ANY_FAILURE = new AnyOf(FAILURES)
const ROWS = [...KERNEL_WARNINGS, ...NAMED_WARNINGS]
const ANY_WARNING = new AnyOf(ROWS)
const ANY_ANNOUNCED = new AnyOf(ANNOUNCED)
/** Headlines that a WARN() may follow, or that are its words. */
const WORDS: ReadonlySet<FailurePattern> = new Set([...FURTHER_WARNINGS, ...NAMED_WARNINGS])
/** One look that lets almost every line past. */
const ANY_ROW = new AnyOf([...FAILURES, ...ROWS, ...ANNOUNCED, ...LEADS, ...CHECK_LINES])

function find(
  rows: readonly FailurePattern[],
  text: string,
): { row: FailurePattern; match: RegExpExecArray } | undefined {
  for (const row of rows) {
    const match = row.pattern.exec(text)
    if (match) return { row, match }
  }
  return undefined
}

/** Finds the first failure that a console reports, and the warnings of the kernel before it. */
export class FailureFinder {
  #failure: Report | undefined
  #doubtful: Report | undefined
  #ended: Finding | undefined
  /** The first of the warnings that came one after the other, with nothing else between. */
  #firstWords: Report | undefined
  readonly #checks = new KernelChecks()
  readonly #open = new Map<string, Report>()
  #warnings: readonly Finding[] = []
  #asides: readonly Finding[] = []
  #stall: Report | undefined
  #lastWarning: Report | undefined
  #unannounced: Report | undefined
  #number = 0
  #lead: { words: LeadWords; lines: number } | undefined
  #announced: { readonly opening: Opening; lines: number } | undefined

  /** @param number of the line in the console, for `line` */
  push(line: ConsoleLine, origin: Exclude<Origin, 'printed'>, number = 0): void {
    // Where a log was given source lines, an inlined function stands in front of the one that has
    // its code, in a line of its own.
    if (line.text.endsWith(' [inline]')) return
    this.#number = number
    if (this.#failure) {
      this.#failure.add(line)
      return
    }
    const { text } = line
    if (this.#ended) return
    const isRow = ANY_ROW.test(text)
    if (isRow && origin === 'kernel') this.#checks.read(text)
    if (isRow && ANY_FAILURE.test(text) && this.#openFailure(line, origin)) return
    this.#doubtful?.add(line)
    this.#lastWarning?.add(line)
    if (this.#open.size > 0)
      for (const report of this.#open.values()) if (report !== this.#lastWarning) report.add(line)
    this.#unannounced?.add(line)
    if (isRow && ANY_WARNING.test(text)) this.#openWarning(line, origin)
    else if (this.#openAnnounced(line, origin, isRow)) this.#announced = undefined
    else if (!this.#openUnannounced(line, origin)) this.#noteLead(isRow ? readLead(text) : undefined)
  }

  /** Something broke, surely. Known from the report's first line on; its function may follow. */
  get failed(): boolean {
    return this.#failure !== undefined || this.#ended !== undefined
  }

  get failure(): Finding | undefined {
    return this.#ended ?? this.#failure?.finding
  }

  /**
   * What would be a failure if user space did not print it.
   * @param wentOn user space told its result afterwards: a kernel that had panicked would not have
   * let it
   */
  doubtful(wentOn: boolean): Finding | undefined {
    const report = this.#doubtful
    if (!report || report.isVague || (wentOn && (report.origin === 'doubtful' || report.panicked))) return undefined
    return report.finding
  }

  /** Registers of a processor that nobody announced, where they are the console's last words. */
  get lastRegisters(): Finding | undefined {
    const report = this.#unannounced
    return report?.hasRegisters && report.linesSince <= LAST_WORDS_LINES ? report.finding : undefined
  }

  /**
   * The warning that names the failure of a kernel that hangs: one of a stall, or the last thing
   * that it said.
   */
  get suspicion(): Finding | undefined {
    const all = this.warnings.filter((finding) => !this.#asides.includes(finding))
    const stall = all.find(({ signature }) => STALL_KINDS.has(signature.kind)) ?? this.#stall?.finding
    if (stall) return stall
    if (!this.#firstWords || !isLast(this.#lastWarning)) return undefined
    const first = this.#firstWords.finding
    return all.find((known) => isRepeated(known, first)) ?? first
  }

  /**
   * The number of the line where the report begins that names the failure of a kernel that broke,
   * or that hangs now.
   */
  get line(): number | undefined {
    if (this.#failure) return this.#failure.number
    if (this.#ended) return this.#ended.number
    return (this.doubtful(false) ?? this.suspicion ?? this.lastRegisters)?.number
  }

  /**
   * Distinct reports of a kernel that went on, in their order, at most 8, and behind them at most 8
   * that tell of no hang.
   */
  get warnings(): readonly Finding[] {
    const open = [...this.#open.values()].map(({ finding }) => finding)
    return [...open.reduce((all, one) => withWarning(all, one) ?? all, this.#warnings), ...this.#asides]
  }

  /** What had stopped looking for failures by the last line. */
  get checksOff(): readonly KernelCheck[] {
    for (const caller of [...this.#open.keys()]) this.#close(caller)
    return this.#checks.off
  }

  /** @param text of any line, whoever said it */
  noteLoss(text: string): void {
    this.#checks.noteLoss(text)
  }

  #openFailure(line: ConsoleLine, origin: Origin): boolean {
    const found = find(FAILURES, line.text)
    if (!found) return false
    const ended = found.row.ends && this.#warningOf(found.row.ends)
    const report = new Report({ ...found, line, origin, number: this.#number, ...this.#leadBefore() })
    if (origin !== 'kernel') {
      if (this.#doubtful && !this.#doubtful.isVague) this.#doubtful.add(line)
      else this.#doubtful = report
      return true
    }
    // Older kernels panic before they show the trace of what they warn of: the panic's is the same.
    if (ended instanceof Report) this.#failure = ended
    else if (ended) this.#ended = ended
    else this.#failure = report
    this.#closeAll()
    return true
  }

  /** The latest warning of these kinds; of tasks that wait the first, as others wait for it. */
  #warningOf(kinds: readonly FailureKind[]): Report | Finding | undefined {
    const waiting = kinds.includes('hung-task') && this.warnings.find(({ signature }) => kinds.includes(signature.kind))
    if (waiting) return waiting
    const last = this.#lastWarning
    if (last && kinds.includes(last.row.kind)) return last
    return this.warnings.findLast(({ signature }) => kinds.includes(signature.kind))
  }

  #openWarning(line: ConsoleLine, origin: Origin): void {
    const found = find(ROWS, line.text)
    if (!found || origin === 'doubtful') return
    this.#announced = undefined
    this.#checks.reported(found.row.kind)
    if (found.row.aside) {
      this.#openAside(new Report({ ...found, line, origin, number: this.#number }))
      return
    }
    const before = this.#open.get(line.caller ?? '')
    if (before?.hasWordsAlone && WARNS.has(before.row) && WORDS.has(found.row)) return
    const words = before?.hasWordsAlone && WARNS.has(found.row) && WORDS.has(before.row) ? before : undefined
    const lead = words ? { lead: { title: words.title } } : this.#leadBefore()
    if (words) this.#drop(words)
    this.#openReport({ ...found, line, origin, number: this.#number, ...lead })
  }

  /** A report that was only the first words of another one. */
  #drop(report: Report): void {
    for (const [caller, open] of this.#open) if (open === report) this.#open.delete(caller)
    if (this.#firstWords === report) this.#firstWords = undefined
    if (this.#lastWarning === report) this.#lastWarning = undefined
    if (this.#stall === report) this.#stall = undefined
  }

  #openReport(opening: Opening): Report {
    const caller = opening.line.caller ?? ''
    this.#close(caller)
    if (this.#open.size >= OPEN_LIMIT) this.#close(this.#open.keys().next().value ?? '')
    const report = new Report(opening)
    if (!isLast(this.#lastWarning)) this.#firstWords = report
    this.#lastWarning = report
    this.#open.set(caller, report)
    if (STALL_KINDS.has(report.row.kind)) this.#stall ??= report
    return report
  }

  /**
   * A report in words that no pattern has, once the stack follows that its first line announced.
   */
  #openAnnounced(line: ConsoleLine, origin: Origin, isRow: boolean): boolean {
    const { text } = line
    if (origin === 'doubtful') return false
    const found = isRow && ANY_ANNOUNCED.test(text) ? find(ANNOUNCED, text) : undefined
    if (found && !this.#open.get(line.caller ?? '')?.awaitsStack) {
      this.#announced = { opening: { ...found, line, origin, number: this.#number }, lines: 0 }
      return false
    }
    const announced = this.#announced
    if (!announced || announced.opening.line.caller !== line.caller) return false
    if (!STACK_STARTS.test(text)) {
      if (++announced.lines > LEAD_LINES) this.#announced = undefined
      return false
    }
    this.#openReport(announced.opening).add(line)
    return true
  }

  /** It has no trace, and interrupts no report of the same caller. */
  #openAside({ finding }: Report): void {
    this.#asides = this.#with(this.#asides, finding)
  }

  #with(warnings: readonly Finding[], finding: Finding): readonly Finding[] {
    const all = withWarning(warnings, finding)
    if (all === undefined) this.#checks.full()
    return all ?? warnings
  }

  #openUnannounced(line: ConsoleLine, origin: Origin): boolean {
    if (!line.text.startsWith('CPU: ') || origin === 'doubtful') return false
    const match = UNANNOUNCED.pattern.exec(line.text)
    if (!match || isLast(this.#lastWarning)) return false
    this.#unannounced = new Report({ row: UNANNOUNCED, match, line, origin, number: this.#number })
    return true
  }

  #closeAll(): void {
    for (const [caller, report] of this.#open) {
      if (report === this.#failure) this.#open.delete(caller)
      else this.#close(caller)
    }
  }

  #close(caller: string): void {
    const report = this.#open.get(caller)
    this.#open.delete(caller)
    if (report) this.#warnings = this.#with(this.#warnings, report.finding)
  }

  #noteLead(words: LeadWords | undefined): void {
    if (words) this.#lead = { words, lines: 0 }
    else if (this.#lead && ++this.#lead.lines > LEAD_LINES) this.#lead = undefined
  }

  #leadBefore(): { lead?: LeadWords } {
    const lead = this.#lead
    this.#lead = undefined
    return lead ? { lead: lead.words } : {}
  }
}

/** Whether nothing else has been said since a report. */
function isLast(report: Report | undefined): boolean {
  return report !== undefined && report.linesSince <= (LAST_WORDS_OF[report.row.kind] ?? LAST_WORDS_LINES)
}
