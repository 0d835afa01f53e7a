import { LineSplitter, plainLine } from './console-lines.ts'
import { FIRST_KERNEL_LINE, furthest, lineStage, POWERED_OFF } from './console-stage.ts'
import { FailureFinder } from './failure-report.ts'
import { makeSignature, stageSignature } from './signature.ts'
import type { BootEnding, Signal, Signature, Stage, TestExpectation } from './terms.ts'

export interface ConsoleState {
  readonly stage: Stage
  readonly failureSeen?: Signature
  /** Set as soon as nothing that follows can change the answer; what follows may still complete the signature. */
  readonly answer?: 'known'
}

/** What a supervisor of the boot is told after each chunk. `testing`: silence is the test's own business from now on. */
export type Progress = 'continue' | 'testing' | 'answered'

/**
 * Reads one boot's console, chunk by chunk, into a signal. Linear in the console's length, bounded in memory, and
 * thrown by no input. The guest's init says with our nonce when the test starts and how it ended; no other line means
 * "passed", as a kernel can print anything.
 *
 * A pattern of a `console` test comes from a user and is a JavaScript regular expression with the flag `u`, as it was when the
 * request was checked. It is tried line by line, on at most 4096 characters at a time, which bounds a merely quadratic
 * pattern but not an exponential one such as `(a+)+$`.
 */
export class ConsoleReader {
  readonly #test: TestExpectation
  readonly #pattern: RegExp | undefined
  readonly #guestLine: string
  readonly #lines = new LineSplitter((line) => this.#read(plainLine(line)))
  readonly #failures = new FailureFinder()
  #stage: Stage = 'none'
  #brokeAt: Stage | undefined
  #patternSeen = false
  #status: number | undefined
  #kernelStarts = 0
  #poweredOff = false

  /** @throws SyntaxError when the pattern of a `console` test is not a regular expression: check requests before. */
  constructor(options: { nonce: string; test: TestExpectation }) {
    this.#test = options.test
    this.#pattern = options.test.kind === 'console' ? new RegExp(options.test.pattern, 'u') : undefined
    this.#guestLine = `kbisect:${options.nonce}:`
  }

  push(chunk: string | Uint8Array): Progress {
    this.#lines.push(chunk)
    if (this.#answered) return 'answered'
    return this.#stage === 'test' ? 'testing' : 'continue'
  }

  get state(): ConsoleState {
    const failureSeen = this.#failure
    return {
      stage: this.#stage,
      ...(failureSeen ? { failureSeen } : {}),
      ...(this.#answered ? { answer: 'known' as const } : {}),
    }
  }

  /**
   * What the boot showed, all in all.
   * @param ending why the emulator ended
   * @param exitCode of the emulator, when it `exited`; not 0 is our machinery's fault
   */
  conclude(ending: BootEnding, exitCode = 0): Signal {
    this.#lines.end()
    if (this.#patternSeen && this.#test.kind === 'console' && this.#test.expect === 'present') return { kind: 'passed' }
    const failure = this.#failure ?? this.#testFailure()
    if (failure) return this.#failed(failure)
    if (this.#status === 125)
      return { kind: 'skipped', reason: 'the test script ended with status 125: it cannot judge this kernel' }
    if (this.#status === 0) return { kind: 'passed' }
    return this.#unanswered(ending, exitCode)
  }

  #read(line: string): void {
    if (line === '') {
      this.#stage = furthest(this.#stage, 'emulator')
      return
    }
    if (this.#status !== undefined) return // the answer stands: what happens at power-off is not the test's
    const at = line.indexOf(this.#guestLine)
    if (at >= 0) this.#readGuest(line.slice(at + this.#guestLine.length))
    else this.#readKernel(line)
  }

  #readKernel(line: string): void {
    this.#stage = furthest(this.#stage, lineStage(line))
    if (this.#pattern?.test(line)) this.#patternSeen = true
    if (POWERED_OFF.test(line)) this.#poweredOff = true
    // Once a test runs, an old log that it prints has a first line too.
    if (FIRST_KERNEL_LINE.test(line) && this.#stage !== 'test') this.#kernelStarts++
    this.#failures.push(line)
    if (this.#failures.failed) this.#brokeAt ??= this.#stage
  }

  #readGuest(words: string): void {
    if (words.startsWith('ready'))
      this.#stage = furthest(this.#stage, this.#test.kind === 'script' ? 'test' : 'userspace')
    const status = /^exit:(\d{1,3})\b/.exec(words)?.[1]
    if (status === undefined) return
    this.#status = Number(status)
    this.#stage = 'end'
  }

  get #answered(): boolean {
    return this.#status !== undefined || this.#patternSeen || this.#failures.failed || this.#restarts
  }

  // With `console=tty0` behind ours, the console that follows the early one repeats the whole log, first line and all. The emulator
  // ends at a reset, so only a kernel that jumps to its own start begins again in it, and that one goes on doing so.
  get #restarts(): boolean {
    return this.#kernelStarts > 2
  }

  get #failure(): Signature | undefined {
    const { pattern = '', expect = 'present' } = this.#test.kind === 'console' ? this.#test : {}
    if (this.#patternSeen) {
      return expect === 'absent' ? makeSignature({ kind: 'console-match', title: `/${pattern}/ appeared` }) : undefined
    }
    if (this.#failures.failed) return this.#failures.failure
    if (this.#restarts) return stageSignature('reboot', this.#stage)
    if (this.#pattern && this.#status !== undefined && expect === 'present') {
      return makeSignature({ kind: 'console-missing', title: `/${pattern}/ did not appear` })
    }
    return undefined
  }

  #testFailure(): Signature | undefined {
    if (this.#status === undefined || this.#status === 0 || this.#status === 125) return undefined
    return makeSignature({ kind: 'test-failed', title: `exit status ${this.#status}` })
  }

  #unanswered(ending: BootEnding, exitCode: number): Signal {
    switch (ending) {
      case 'hung':
      case 'deadline':
        return this.#failed(this.#failures.suspicion ?? stageSignature(this.#started ? 'hang' : 'silence', this.#stage))
      case 'flood':
        return this.#failed(stageSignature('flood', this.#stage))
      case 'exited':
        if (exitCode !== 0) return { kind: 'infrastructure', reason: `the emulator ended with exit code ${exitCode}` }
        return this.#failed(stageSignature(this.#poweredOff ? 'test-missing' : 'reboot', this.#stage))
      case 'stopped':
        return { kind: 'infrastructure', reason: 'the boot was stopped before its console held an answer' }
      case 'cancelled':
        return { kind: 'infrastructure', reason: 'the boot was cancelled' }
      case 'killed':
        return { kind: 'infrastructure', reason: 'the emulator was killed by another process' }
    }
  }

  get #started(): boolean {
    return this.#stage !== 'none' && this.#stage !== 'emulator'
  }

  #failed(signature: Signature): Signal {
    return { kind: 'failed', signature, stage: this.#brokeAt ?? this.#stage }
  }
}
