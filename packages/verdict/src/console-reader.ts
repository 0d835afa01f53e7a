import { compilePattern, type LinePattern, LineSplitter } from '@kbisect/text'
import { type ConsoleLine, readLines } from './console-lines.ts'
import { furthest, INIT_STARTS, LINUX_VERSION, lineStage, POWERED_OFF, reached } from './console-stage.ts'
import { FailureFinder } from './failure-finder.ts'
import type { Finding } from './failure-report.ts'
import { isOfCase, KunitAnswer } from './kunit-answer.ts'
import { LineOrigins } from './line-origin.ts'
import { floodSignature, makeSignature, stageSignature } from './signature.ts'
import type { BootEnding, RunResult, Signature, Stage, TestExpectation } from './terms.ts'

export interface ConsoleState {
  readonly stage: Stage
  readonly failureSeen?: Signature
  /**
   * Set as soon as nothing that follows can change the answer; what follows may still complete the
   * signature.
   */
  readonly answer?: 'known'
}

/**
 * What a supervisor of the boot is told after each chunk. `testing`: silence is the test's own
 * business from now on.
 */
export type Progress = 'continue' | 'testing' | 'answered'

/**
 * Reads one boot's console, chunk by chunk, into a signal. Linear in the console's length, bounded
 * in memory, and thrown by no input. The guest's init says with our nonce when the test starts and
 * how it ended; no other line means "passed", as a kernel can print anything. That keeps it from
 * doing so by accident: a hostile kernel can read the nonce in its initramfs.
 *
 * Once user space runs, it can print anything as well, an older kernel's log among it. Where the
 * kernel stamps its lines with times, only lines of the present are the kernel's; where that leaves
 * a doubt, what follows decides: a kernel that panicked lets no init go on.
 *
 * A pattern of a `console` test comes from a user. It is tried line by line, on at most 4,096
 * characters at a time, and takes time that is linear in them, whatever it is.
 */
export class ConsoleReader {
  readonly #test: TestExpectation
  readonly #pattern: LinePattern | undefined
  readonly #guestLine: string
  readonly #kunit: KunitAnswer | undefined
  readonly #splitter = new LineSplitter((raw) => {
    if (raw === '') return
    if (this.#status === undefined) this.#kunit?.push(raw, this.#ended)
    for (const line of readLines(raw)) this.#read(line)
  })
  readonly #origins = new LineOrigins()
  readonly #failures = new FailureFinder()
  #stage: Stage = 'none'
  #brokeAt: Stage | undefined
  /** The first line that the pattern matched. */
  #patternLine: string | undefined
  #status: number | undefined
  #kernelStarts = 0
  #poweredOff = false
  /** What comes now is a line that nothing ended. */
  #ended = false

  /**
   * @throws PatternError when the pattern of a `console` test is none that takes linear time: check
   * requests before.
   */
  constructor(options: { nonce: string; test: TestExpectation }) {
    this.#test = options.test
    this.#pattern = options.test.kind === 'console' ? compilePattern(options.test.pattern) : undefined
    this.#kunit = options.test.kind === 'kunit' ? new KunitAnswer(options.test) : undefined
    this.#guestLine = `kbisect:${options.nonce}:`
  }

  push(chunk: string | Uint8Array): Progress {
    this.#splitter.push(chunk)
    if (this.#answered) return 'answered'
    return this.#at === 'test' ? 'testing' : 'continue'
  }

  get state(): ConsoleState {
    const failureSeen = this.#failure
    return {
      stage: this.#at,
      ...(failureSeen ? { failureSeen: failureSeen.signature } : {}),
      ...(this.#answered ? { answer: 'known' as const } : {}),
    }
  }

  /**
   * What the boot showed, all in all.
   * @param ending why the emulator ended
   * @param exitCode of the emulator, when it `exited`; not 0 is our machinery's fault
   */
  conclude(ending: BootEnding, exitCode = 0): RunResult {
    this.#ended = true
    this.#splitter.end()
    if (this.#patternSeen && this.#test.kind === 'console' && this.#test.expect === 'present') return this.#passed()
    const verdict = this.#kunit?.verdict()
    if (verdict?.kind === 'failed') return this.#failed(verdict, 'test')
    const failure = this.#failure ?? this.#failures.doubtful(this.#status !== undefined) ?? this.#testFailure()
    if (failure) return this.#failed(failure)
    if (this.#status === 125)
      return { kind: 'skipped', reason: 'the test script ended with status 125: it cannot judge this kernel' }
    if (this.#status === 0 && verdict?.kind === 'unknown') return { kind: 'skipped', reason: verdict.reason }
    if (this.#status === 0) return this.#passed()
    return this.#unanswered(ending, exitCode)
  }

  #read(line: ConsoleLine): void {
    if (line.text === '') {
      this.#stage = furthest(this.#stage, 'emulator')
      return
    }
    if (this.#status !== undefined) return // the answer stands: what happens at power-off is not the test's
    const at = line.text.indexOf(this.#guestLine)
    if (at >= 0) this.#readGuest(line.text.slice(at + this.#guestLine.length), line.torn)
    else this.#readKernel(line)
  }

  #readKernel(line: ConsoleLine): void {
    const { text } = line
    if (!reached(this.#stage, 'kernel')) this.#stage = furthest(this.#stage, lineStage(line))
    if (this.#pattern?.test(text)) {
      this.#patternLine ??= text
      this.#brokeAt ??= this.#stage
    }
    this.#failures.noteLoss(text)
    const origin = this.#origins.of(line, this.#userSpace)
    if (origin === 'printed') return
    if (INIT_STARTS.test(text)) this.#stage = furthest(this.#stage, 'userspace')
    if (POWERED_OFF.test(text)) this.#poweredOff = true
    // Once a test runs, an old log that it prints has a first line too.
    if (LINUX_VERSION.test(text) && this.#stage !== 'test') this.#kernelStarts++
    this.#failures.push(line, origin)
    if (!this.#failures.failed) return
    // What breaks is a kernel, whatever it had said before.
    this.#stage = furthest(this.#stage, 'kernel')
    this.#brokeAt ??= this.#at
  }

  get #patternSeen(): boolean {
    return this.#patternLine !== undefined
  }

  /** The stage, but for KUnit: its tests run while the kernel starts. */
  get #at(): Stage {
    return this.#kunit?.started && !reached(this.#stage, 'userspace') ? 'test' : this.#stage
  }

  get #userSpace(): 'kernel' | 'userspace' | 'test' {
    return this.#stage === 'test' || this.#stage === 'userspace' ? this.#stage : 'kernel'
  }

  #readGuest(words: string, torn: boolean): void {
    if (words.startsWith('ready'))
      this.#stage = furthest(this.#stage, this.#test.kind === 'script' ? 'test' : 'userspace')
    // A status that the kernel wrote into may have lost digits. It is said twice.
    const status = torn ? undefined : /^exit:(\d{1,3})$/.exec(words)?.[1]
    if (status === undefined) return
    this.#status = Number(status)
    this.#stage = 'end'
  }

  get #answered(): boolean {
    return this.#status !== undefined || this.#patternSeen || this.#failures.failed || this.#restarts
  }

  // With `console=tty0` behind ours, the console that follows the early one repeats the whole log,
  // first line and all. The emulator ends at a reset, so only a kernel that jumps to its own start
  // begins again in it, and that one goes on doing so.
  get #restarts(): boolean {
    return this.#kernelStarts > 2
  }

  get #failure(): Finding | undefined {
    const { pattern = '', expect = 'present' } = this.#test.kind === 'console' ? this.#test : {}
    if (this.#patternSeen) {
      if (expect !== 'absent') return undefined
      return {
        signature: makeSignature({ kind: 'console-match', title: `/${pattern}/ appeared`, line: this.#patternLine }),
      }
    }
    if (this.#failures.failed) return this.#failures.failure
    if (this.#restarts) return { signature: stageSignature('reboot', this.#at) }
    if (this.#pattern && this.#status !== undefined && expect === 'present') {
      return { signature: makeSignature({ kind: 'console-missing', title: `/${pattern}/ did not appear` }) }
    }
    return undefined
  }

  #testFailure(): Finding | undefined {
    if (this.#status === undefined || this.#status === 0 || this.#status === 125) return undefined
    return { signature: makeSignature({ kind: 'test-failed', title: `exit status ${this.#status}` }) }
  }

  #unanswered(ending: BootEnding, exitCode: number): RunResult {
    const atStage = (kind: 'hang' | 'silence' | 'reboot' | 'test-missing'): RunResult =>
      this.#failed({ signature: stageSignature(kind, this.#at) })
    switch (ending) {
      case 'hung':
      case 'deadline': {
        const suspicion = this.#failures.suspicion ?? this.#failures.lastRegisters
        if (suspicion) return this.#failed(suspicion)
        return atStage(reached(this.#stage, 'kernel') ? 'hang' : 'silence')
      }
      case 'flood':
        return this.#failed({ signature: floodSignature(this.#at) })
      case 'exited':
        if (exitCode !== 0) return { kind: 'infrastructure', reason: `the emulator ended with exit code ${exitCode}` }
        if (this.#poweredOff) return atStage('test-missing')
        return this.#failures.lastRegisters ? this.#failed(this.#failures.lastRegisters) : atStage('reboot')
      case 'stopped':
        return { kind: 'infrastructure', reason: 'the boot was stopped before its console held an answer' }
      case 'cancelled':
        return { kind: 'infrastructure', reason: 'the boot was cancelled' }
      case 'killed':
        return { kind: 'infrastructure', reason: 'the emulator was killed by another process' }
    }
  }

  #passed(): RunResult {
    const warnings = this.#failures.warnings.map(({ signature }) => signature)
    const { checksOff } = this.#failures
    return {
      kind: 'passed',
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(checksOff.length > 0 ? { checksOff } : {}),
    }
  }

  #failed({ signature, frame }: Finding, stage = this.#brokeAt ?? this.#at): RunResult {
    const warnings = this.#failures.warnings.map((warning) => warning.signature)
    const others = warnings.filter((warning) => warning.text !== signature.text && !isOfCase(warning, signature))
    return {
      kind: 'failed',
      signature,
      stage,
      ...(frame ? { frame } : {}),
      ...(others.length > 0 ? { warnings: others } : {}),
    }
  }
}
