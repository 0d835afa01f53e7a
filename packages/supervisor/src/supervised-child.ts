import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@kbisect/settings'
import { openLog } from './log-file.ts'
import { identify, signalProcess } from './processes.ts'

export interface ChildPlan {
  /** For messages: `api`, `worker-1`. */
  readonly name: string
  /** Path of the program, run by this Node. */
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
}

const FIRST_PAUSE_SECONDS = 0.5
const LONGEST_PAUSE_SECONDS = 30
/** A child that lived this long was well; what ended it is new trouble. */
const WELL_AFTER_SECONDS = 60
/** Workers put their jobs back when they are asked to end. */
const STOP_SECONDS = 30

/**
 * Keeps a child process running: one that ends is started again, after a pause that doubles each
 * time. The child has an IPC channel, by which it notices our end however we end, and a process
 * group of its own, so that Ctrl-C reaches us alone.
 */
export class SupervisedChild {
  readonly plan: ChildPlan
  readonly #logger: Logger
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  #child: ChildProcess | undefined
  #starts = 0

  constructor(plan: ChildPlan, logger: Logger) {
    this.plan = plan
    this.#logger = logger
    this.#running = this.#keepRunning()
  }

  /** How often it was started: more than once means that it died. */
  get starts(): number {
    return this.#starts
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Ends the child and does not start it again. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const pid = this.#child?.pid
    const identity = pid === undefined ? undefined : identify(pid)
    if (pid !== undefined) signalProcess(pid, 'SIGTERM')
    const force = setTimeout(() => {
      if (pid !== undefined && identity && identify(pid)?.started === identity.started) signalProcess(pid, 'SIGKILL')
    }, STOP_SECONDS * 1000)
    await this.#running
    clearTimeout(force)
  }

  async #keepRunning(): Promise<void> {
    let pause = FIRST_PAUSE_SECONDS
    const { name } = this.plan
    while (!this.#stopping.signal.aborted) {
      const began = performance.now()
      // It could not even be started: for want of memory or of descriptors, for example.
      const how = await this.#runOnce().catch(String)
      if (this.#stopping.signal.aborted) return
      const lived = (performance.now() - began) / 1000
      if (lived > WELL_AFTER_SECONDS) pause = FIRST_PAUSE_SECONDS
      this.#logger.warn(
        { child: name, how, livedSeconds: Math.round(lived), pauseSeconds: pause },
        'child ended, starting it again',
      )
      await sleep(pause * 1000, undefined, { signal: this.#stopping.signal }).catch(() => {})
      pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS)
    }
  }

  async #runOnce(): Promise<string> {
    const { name, program, args, env, logFile } = this.plan
    const log = openLog(logFile)
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
      env,
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    })
    closeSync(log)
    this.#child = child
    this.#starts++
    const how = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(String(error)))
      child.once('exit', (code, signal) => resolve(signal ?? `status ${code}`))
      child.once('spawn', () => this.#logger.info({ child: name, pid: child.pid }, 'child started'))
    })
    this.#child = undefined
    return how
  }
}
