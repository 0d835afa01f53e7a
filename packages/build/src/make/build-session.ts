import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import {
  type CommandPlan,
  type CommandResult,
  describeCommand,
  type Exceeded,
  InfrastructureError,
  start,
} from '@kbisect/exec'
import { checkOutput } from '../output/output-directory.ts'
import { ActivityWatch } from './activity-watch.ts'
import { FailureReader } from './build-failure.ts'
import { type Doubt, HostErrorReader, unconfirmed } from './build-fault.ts'
import { BuildLog } from './build-log.ts'
import { type HostEvidence, hostAgrees, namesInstalledProgram } from './host-evidence.ts'
import { HostWatch } from './host-watch.ts'
import type { BuildRequest } from './plan.ts'
import { BuildHung, timeoutCause } from './timeout-cause.ts'

/** The build was stopped by its signal: no answer, and no fault of the machine. */
export class BuildCancelled extends Error {
  override readonly name = 'BuildCancelled'

  constructor() {
    super('the build was cancelled')
  }
}

export interface BuildHooks {
  readonly signal?: AbortSignal
  /**
   * `step` is what make is doing (`tinyconfig`, `Image` …), `objects` how many it has compiled so
   * far in this build.
   */
  readonly onProgress?: (progress: { step: string; objects: number }) => void
}

/**
 * The build ran into a limit of the service: this machine may be too small for the tree, or the
 * tree takes whatever it gets.
 */
const limitDoubt = (exceeded: Exceeded): Doubt => ({
  code: `build-${exceeded}-limit`,
  text: `the build needed more ${exceeded} than one task may have on this machine`,
  hint: 'give the machine more memory, or build with fewer jobs, if other builds of this tree need as much',
})

const COMPILED = /^ {2}(?:CC|AS|HOSTCC|CPP|VDSO\S*) /

/**
 * The commands of one build, one after the other, with one log, one deadline and one reading of
 * what went wrong.
 */
export class BuildSession {
  readonly failures = new FailureReader()
  readonly #faults = new HostErrorReader()
  readonly #log: BuildLog
  readonly #request: BuildRequest
  readonly #hooks: BuildHooks
  readonly #began = performance.now()
  readonly #limit = new AbortController()
  readonly #watch: HostWatch
  readonly #activity: ActivityWatch
  #objects = 0
  #step = ''
  #doubt: Doubt | undefined

  constructor(request: BuildRequest, hooks: BuildHooks) {
    this.#request = request
    this.#hooks = hooks
    this.#log = new BuildLog(request.logFile, (line) => this.#read(line))
    this.#watch = new HostWatch({
      output: request.outputDirectory,
      others: [dirname(request.logFile), ...(request.ccacheDirectory === undefined ? [] : [request.ccacheDirectory])],
      mostBytes: request.mostOutputBytes ?? Number.POSITIVE_INFINITY,
      leastFreeBytes: request.leastFreeBytes ?? 0,
      onLimit: (error) => this.#limit.abort(error),
    })
    this.#watch.start()
    this.#activity = new ActivityWatch(request.deadlineSeconds, () => this.wallSeconds)
  }

  get wallSeconds(): number {
    return (performance.now() - this.#began) / 1000
  }

  /**
   * Runs one make; false when it failed for a reason that lies in the sources, or may: see {@link
   * doubt}.
   * @throws InfrastructureError, BuildCancelled, BuildHung, OutputRefused, OutputTooLarge
   */
  async make(plan: CommandPlan): Promise<boolean> {
    const { signal, onProgress } = this.#hooks
    if (signal?.aborted) throw new BuildCancelled()
    this.#step = plan.args.at(-1) ?? ''
    this.#log.note(`$ ${describeCommand(plan)}`)
    onProgress?.({ step: this.#step, objects: this.#objects })
    const stop = new AbortController()
    const make = start(plan, {
      sandboxMode: this.#request.sandboxMode,
      deadlineSeconds: Math.max(1, this.#request.deadlineSeconds - this.wallSeconds),
      signal: AbortSignal.any([...(signal ? [signal] : []), stop.signal, this.#limit.signal]),
      onOutput: (chunk, stream) => {
        try {
          this.#log.write(chunk, stream)
        } catch (error) {
          stop.abort(error)
        }
      },
    })
    const result = await this.#activity.during(make.pid, make.result)
    this.#log.flush()
    if (signal?.aborted) throw new BuildCancelled()
    stop.signal.throwIfAborted()
    this.#limit.signal.throwIfAborted()
    const succeeded = await this.#succeeded(result)
    await checkOutput(this.#request.outputDirectory)
    return succeeded
  }

  /**
   * Why a make that failed for a reason in the sources may have failed for another; undefined when
   * the sources are surely at fault.
   */
  get doubt(): Doubt | undefined {
    return this.#doubt
  }

  async close(): Promise<void> {
    await this.#watch.stop()
    this.#log.close()
  }

  async #succeeded(result: CommandResult): Promise<boolean> {
    const { ending, exitCode, exceeded } = result
    if (ending === 'exit' && exitCode === 0) return true
    if (exceeded && ending !== 'deadline') {
      this.#doubt = limitDoubt(exceeded)
      return false
    }
    const host = await this.#watch.evidence()
    const agrees = (code: string, text: string) =>
      code === 'program-missing' ? !namesInstalledProgram(text) : hostAgrees(code, host)
    const { explained } = this.failures
    const fault = this.#faults.fault(explained, agrees) ?? this.#endedByForce(result, host)
    if (fault) throw fault
    this.#doubt ??= this.#faults.doubt(explained, agrees)
    return false
  }

  /** What the way in which make ended says of this machine. */
  #endedByForce({ ending, exitCode, signal }: CommandResult, host: HostEvidence): InfrastructureError | undefined {
    if (ending === 'deadline') return this.#usedUpItsTime()
    // In the sandbox a child's death by a signal shows as 128 + its number; make itself ends with 1
    // or 2.
    if (ending !== 'signal' && (exitCode ?? 0) <= 2) return undefined
    const text = `make was killed (${signal ?? `exit code ${exitCode}`})`
    const hint = 'see whether this machine runs out of memory'
    // A makefile can kill its own make, but not the sandbox around it.
    const fromOutside = ending === 'signal' && this.#request.sandboxMode === 'bwrap'
    if (fromOutside || hostAgrees('compiler-killed', host)) {
      return new InfrastructureError('compiler-killed', text, { hint })
    }
    this.#doubt = unconfirmed('compiler-killed', text, hint)
    return undefined
  }

  /** @throws BuildHung where the tree is the reason, and not this machine */
  #usedUpItsTime(): InfrastructureError {
    const { deadlineSeconds: limitSeconds, jobs, sandboxMode } = this.#request
    const cause = timeoutCause(this.#activity.samples, {
      limitSeconds,
      cpus: Math.min(jobs, availableParallelism()),
      // Bubblewrap, and the first process in it.
      ownProcesses: sandboxMode === 'bwrap' ? 2 : 0,
    })
    if (cause !== 'host') throw new BuildHung(cause, limitSeconds)
    const hint = 'raise KBISECT_BUILD_TIMEOUT_SECONDS, or give this machine less to do'
    return new InfrastructureError('build-timeout', `the build took longer than ${limitSeconds} s`, { hint })
  }

  #read(line: string): void {
    this.failures.line(line)
    this.#faults.line(line)
    if (!COMPILED.test(line)) return
    this.#objects += 1
    this.#hooks.onProgress?.({ step: this.#step, objects: this.#objects })
  }
}
