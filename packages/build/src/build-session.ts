import {
  type CommandPlan,
  type CommandResult,
  describeCommand,
  type Exceeded,
  InfrastructureError,
  run,
} from '@kbisect/exec'
import { BuildCancelled } from './build-cancelled.ts'
import { FailureReader } from './build-failure.ts'
import { type Doubt, FaultReader } from './build-fault.ts'
import { BuildLog } from './build-log.ts'
import { checkOutput } from './output-directory.ts'
import type { BuildRequest } from './plan.ts'

export interface BuildHooks {
  readonly signal?: AbortSignal
  /** `step` is what make is doing (`tinyconfig`, `Image` …), `objects` how many it has compiled so far in this build. */
  readonly onProgress?: (progress: { step: string; objects: number }) => void
}

/** The limit is ours and what ran into it the tree's: this machine may be too small for it, or it takes whatever it gets. */
const limitDoubt = (exceeded: Exceeded): Doubt => ({
  code: `build-${exceeded}-limit`,
  text: `the build needed more ${exceeded} than one task may have on this machine`,
  cure: 'give the machine more memory, or build with fewer jobs, if other builds of this tree need as much',
})

const COMPILED = /^ {2}(?:CC|AS|HOSTCC|CPP|VDSO\S*) /

/** The commands of one build, one after the other, with one log, one deadline and one reading of what went wrong. */
export class BuildSession {
  readonly failures = new FailureReader()
  readonly #faults = new FaultReader()
  readonly #log: BuildLog
  readonly #request: BuildRequest
  readonly #hooks: BuildHooks
  readonly #began = performance.now()
  #exceeded: Exceeded | undefined
  #objects = 0
  #step = ''

  constructor(request: BuildRequest, hooks: BuildHooks) {
    this.#request = request
    this.#hooks = hooks
    this.#log = new BuildLog(request.logFile, (line) => this.#read(line))
  }

  get wallSeconds(): number {
    return (performance.now() - this.#began) / 1000
  }

  /**
   * Runs one make; false when it failed for a reason that lies in the sources.
   * @throws InfrastructureError, BuildCancelled
   */
  async make(plan: CommandPlan): Promise<boolean> {
    const { signal, onProgress } = this.#hooks
    if (signal?.aborted) throw new BuildCancelled()
    this.#step = plan.args.at(-1) ?? ''
    this.#log.note(`$ ${describeCommand(plan)}`)
    onProgress?.({ step: this.#step, objects: this.#objects })
    const stop = new AbortController()
    const result = await run(plan, {
      sandboxMode: this.#request.sandboxMode,
      deadlineSeconds: Math.max(1, this.#request.deadlineSeconds - this.wallSeconds),
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
      onOutput: (chunk, stream) => {
        try {
          this.#log.write(chunk, stream)
        } catch (error) {
          stop.abort(error)
        }
      },
    })
    this.#log.flush()
    if (signal?.aborted) throw new BuildCancelled()
    stop.signal.throwIfAborted()
    const succeeded = this.#succeeded(result)
    await checkOutput(this.#request.outputDirectory)
    return succeeded
  }

  /** Why a make that failed for a reason in the sources may have failed for another; undefined when the sources are surely at fault. */
  get doubt(): Doubt | undefined {
    if (this.#exceeded) return limitDoubt(this.#exceeded)
    return this.#faults.doubt(this.failures.explained)
  }

  close(): void {
    this.#log.close()
  }

  #succeeded({ ending, exitCode, signal, exceeded }: CommandResult): boolean {
    if (ending === 'exit' && exitCode === 0) return true
    if (exceeded && ending !== 'deadline') {
      this.#exceeded = exceeded
      return false
    }
    const fault = this.#faults.fault(this.failures.explained)
    if (fault) throw fault
    if (ending === 'deadline') {
      throw new InfrastructureError('build-timeout', `the build took longer than ${this.#request.deadlineSeconds} s`, {
        cure: 'give builds more time, or this machine less to do',
      })
    }
    // In the sandbox a child's death by a signal shows as 128 + its number; make itself ends with 1 or 2.
    if (ending === 'signal' || (exitCode ?? 0) > 2) {
      throw new InfrastructureError('compiler-killed', `make was killed (${signal ?? `exit code ${exitCode}`})`, {
        cure: 'see whether this machine runs out of memory',
      })
    }
    return false
  }

  #read(line: string): void {
    this.failures.line(line)
    this.#faults.line(line)
    if (!COMPILED.test(line)) return
    this.#objects += 1
    this.#hooks.onProgress?.({ step: this.#step, objects: this.#objects })
  }
}
