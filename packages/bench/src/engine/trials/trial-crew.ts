import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { InfrastructureError, type RunningCommand, start } from '@kbisect/exec'
import type { Sample } from '../studies/study.ts'
import type { Task } from './trial-process.ts'

const PROGRAM = fileURLToPath(new URL('./trial-process.js', import.meta.url))

/** A process that makes trials, one task after the other. */
class TrialProcess {
  readonly #command: RunningCommand
  readonly #signal: AbortSignal
  readonly #lines: AsyncIterator<string>
  #warnings = ''

  constructor(signal: AbortSignal) {
    this.#signal = signal
    this.#command = start({ file: process.execPath, args: [PROGRAM] }, { signal, input: 'pipe', rawOutput: true })
    this.#lines = createInterface({ input: this.#command.stdout })[Symbol.asyncIterator]()
    this.#command.stderr.on('data', (chunk: Buffer) => {
      this.#warnings = (this.#warnings + chunk.toString()).slice(-4000)
    })
    // A process that ends early is noticed where its answer is missing.
    this.#command.stdin?.on('error', () => {})
  }

  async work(task: Task): Promise<Sample[]> {
    this.#command.stdin?.write(`${JSON.stringify(task)}\n`)
    const { value, done } = await this.#lines.next()
    if (!done) return JSON.parse(value) as Sample[]
    this.#signal.throwIfAborted()
    const { ending, exitCode } = await this.#command.result
    throw new InfrastructureError(
      'trials-failed',
      `trials of “${task.experiment.setting}” failed (${ending} ${exitCode ?? ''}): ${this.#warnings.trim()}`,
    )
  }

  async end(): Promise<void> {
    this.#command.stdin?.end()
    await this.#command.result
  }

  kill(): void {
    this.#command.kill()
  }
}

/**
 * Hands tasks to as many processes as given.
 * @param onDone is told the samples of each task as they come, in whatever order
 */
export async function workOff(
  tasks: readonly Task[],
  processes: number,
  signal: AbortSignal,
  onDone: (task: Task, samples: readonly Sample[]) => void,
): Promise<void> {
  const queue = [...tasks]
  const crew = Array.from({ length: Math.min(processes, tasks.length) }, () => new TrialProcess(signal))
  try {
    await Promise.all(
      crew.map(async (process) => {
        for (let task = queue.shift(); task; task = queue.shift()) onDone(task, await process.work(task))
        await process.end()
      }),
    )
  } finally {
    for (const process of crew) process.kill()
  }
  signal.throwIfAborted()
}
