// Steps of a script: each has a name, takes a time, and when it fails says what to do about it.
// Node alone, no packages.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A step that failed, with the hint to print under it. */
export class StepError extends Error {
  /** @param {string} message @param {string} hint */
  constructor(message, hint) {
    super(message)
    this.name = 'StepError'
    this.hint = hint
    this.step = ''
  }
}

/**
 * Does a step and says so. `work` returns what was done, in a few words.
 * @param {string} name
 * @param {() => string | Promise<string>} work
 */
export async function step(name, work) {
  const began = performance.now()
  try {
    const done = await work()
    console.log(`${name}: ${done} (${seconds(began)})`)
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    error.step ||= name
    throw error
  }
}

/** @param {string} text @returns {string} a word for sh, quoted where that is needed */
export function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** @param {number} began a `performance.now()` */
export function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`
}

/**
 * Runs a program in the checkout, its output on ours unless `capture` is set.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ capture?: boolean, env?: Record<string, string>, stdin?: 'inherit' | 'ignore' }}
 * [options]
 * @returns {Promise<{ status: number, output: string }>} `status` is 127 when there is no such
 * program, and 128 + N when
 *   signal N killed it
 */
export function runProgram(file, args, options = {}) {
  const { capture = false, env = {}, stdin = 'ignore' } = options
  return new Promise((resolve) => {
    const out = capture ? 'pipe' : 'inherit'
    const child = spawn(file, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: [stdin, out, out] })
    const chunks = /** @type {Buffer[]} */ ([])
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    child.once('error', (error) => resolve({ status: 127, output: error.message }))
    child.once('close', (code, signal) =>
      resolve({
        status: code ?? 128 + (signal ? constants.signals[signal] : 0),
        output: Buffer.concat(chunks).toString(),
      }),
    )
  })
}

/**
 * Prints a failure and sets the exit status; anything but a {@link StepError} is a bug and shows
 * its stack. @param {unknown} error
 */
export function reportFailure(error) {
  process.exitCode = 1
  if (!(error instanceof StepError)) {
    console.error(error)
    return
  }
  console.error(`\n${error.step} failed: ${error.message}\n  hint: ${error.hint}`)
}

/** Whether the given module is the script that node was started with. @param {string} moduleUrl */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && fileURLToPath(moduleUrl) === process.argv[1]
}
