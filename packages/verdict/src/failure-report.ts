import type { FailurePattern } from './failure-patterns.ts'
import { FAILURES, LOOKS_LIKE_FAILURE, SUSPICIONS } from './failure-patterns.ts'
import { makeSignature, normalise } from './signature.ts'
import type { Signature } from './terms.ts'
import { type Frame, readFrames, tellingFunctions } from './trace-frames.ts'

// A report with registers, code and modules is under 150 lines; a later trace would be another failure's.
const REPORT_LINES = 300
const FRAME_LIMIT = 64

/** One failure, as its report goes by line after line. */
class Report {
  readonly #row: FailurePattern
  readonly #match: RegExpExecArray
  readonly #frames: Frame[] = []
  #lines = 0
  #panicked = false

  constructor(row: FailurePattern, match: RegExpExecArray) {
    this.#row = row
    this.#match = match
  }

  add(line: string): void {
    if (this.#lines++ > REPORT_LINES) return
    if (this.#row.kind === 'oops' && line.startsWith('Kernel panic - not syncing')) this.#panicked = true
    if (this.#row.traced && this.#frames.length < FRAME_LIMIT) this.#frames.push(...readFrames(line))
  }

  get signature(): Signature {
    const { kind, title, place } = this.#row
    const trace = tellingFunctions(this.#frames)
    return makeSignature({
      kind: this.#panicked ? 'panic' : kind,
      title: normalise(this.#fill(title)),
      function: trace[0],
      place: place && this.#fill(place),
      trace,
    })
  }

  #fill(template: string): string {
    return template.replace(/\$(\d)/g, (_, group) => this.#match[Number(group)] ?? '')
  }
}

function open(rows: readonly FailurePattern[], line: string): Report | undefined {
  for (const row of rows) {
    const match = row.pattern.exec(line)
    if (match) return new Report(row, match)
  }
  return undefined
}

/** Finds the first failure that a console reports, and the first complaint that may explain a later hang. */
export class FailureFinder {
  #failure: Report | undefined
  #suspicion: Report | undefined

  /** @param line without printk prefix and control characters */
  push(line: string): void {
    if (this.#failure) {
      this.#failure.add(line)
      return
    }
    const looks = LOOKS_LIKE_FAILURE.test(line)
    this.#failure = looks ? open(FAILURES, line) : undefined
    this.#suspicion?.add(line)
    this.#suspicion ??= looks ? open(SUSPICIONS, line) : undefined
  }

  /** Something broke. Known from the report's first line on; its function may follow. */
  get failure(): Signature | undefined {
    return this.#failure?.signature
  }

  get failed(): boolean {
    return this.#failure !== undefined
  }

  get suspicion(): Signature | undefined {
    return this.#suspicion?.signature
  }
}
