import { Worker } from 'node:worker_threads'

const SILENT_SECONDS = 60

// In JavaScript and not in a file of its own: it is the same whether it runs from sources or
// compiled. It counts waits of a second that ended without a beat, and not the time of the clock: a
// process that was stopped for an hour, and goes on with its watchdog, was not silent for an hour.
const THREAD = `
  const { workerData } = require('node:worker_threads')
  const { writeSync } = require('node:fs')
  const { beats, silentSeconds, stepMilliseconds, name } = workerData
  let silent = 0
  let last = Atomics.load(beats, 0)
  while (silent < silentSeconds) {
    silent = Atomics.wait(beats, 0, last, stepMilliseconds) === 'timed-out' ? silent + 1 : 0
    last = Atomics.load(beats, 0)
  }
  const msg = 'the event loop was silent for ' + silentSeconds + ' s: the process is ended'
  try {
    writeSync(2, JSON.stringify({ level: 'fatal', time: new Date().toISOString(), pid: process.pid, name, msg }) + '\\n')
  } catch {
    // the log may be what is stuck
  }
  process.kill(process.pid, 'SIGKILL')`

export interface WatchdogOptions {
  /** Of the process, for its last line of log. */
  readonly name: string
  /** How long a second of the watchdog lasts; for tests. */
  readonly stepMilliseconds?: number
}

/**
 * Ends this process by SIGKILL when its event loop does nothing for a minute, so that its parent
 * starts it again: a process that hangs answers no request and renews no lock, and would do so for
 * ever. A thread watches, which the event loop does not hold up.
 * @returns stops watching
 */
export function startWatchdog({ name, stepMilliseconds = 1000 }: WatchdogOptions): () => void {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const workerData = { beats, silentSeconds: SILENT_SECONDS, stepMilliseconds, name }
  // Options of this process, such as how its own text is read, are not for the thread.
  const thread = new Worker(THREAD, { eval: true, execArgv: [], workerData })
  const timer = setInterval(() => {
    Atomics.add(beats, 0, 1)
    Atomics.notify(beats, 0)
  }, stepMilliseconds)
  // Neither keeps alive a process that has nothing else to do.
  timer.unref()
  thread.unref()
  return () => {
    clearInterval(timer)
    void thread.terminate()
  }
}
