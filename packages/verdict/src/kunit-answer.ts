import { compileGlob, type LinePattern } from '@kbisect/text'
import { firstFailedAssertion } from './ktap/first-failed-assertion.ts'
import { KtapReader } from './ktap/ktap-reader.ts'
import type { KtapResult } from './ktap/ktap-result.ts'
import { makeSignature } from './signature.ts'
import type { Signature, TestExpectation } from './terms.ts'

type KunitExpectation = Extract<TestExpectation, { kind: 'kunit' }>

/** What the results of KUnit say of the test cases that decide. */
export type KunitVerdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly signature: Signature }
  /** The results do not answer: the case is missing, was skipped, or its result is not there. */
  | { readonly kind: 'unknown'; readonly reason: string }

interface Case {
  readonly suite: string
  readonly result: KtapResult
}

const FUNCTION_NAME = /^[A-Za-z_]\w*$/

/**
 * Reads the results of KUnit out of a kernel's console and judges the cases that were asked for.
 */
export class KunitAnswer {
  readonly #reader = new KtapReader()
  readonly #suite: LinePattern
  readonly #case: LinePattern | undefined
  readonly #words: string

  constructor({ suite, case: name }: KunitExpectation) {
    this.#suite = compileGlob(suite)
    this.#case = name === undefined ? undefined : compileGlob(name)
    this.#words = name === undefined ? `the suite ${suite}` : `the case ${name} of the suite ${suite}`
  }

  /**
   * Reads one line as the console has it: results are nested by their indentation.
   * @param cut nothing ended the line
   */
  push(raw: string, cut: boolean): void {
    this.#reader.push(raw, cut)
  }

  /** Whether the kernel began to print results. */
  get started(): boolean {
    return this.#reader.started
  }

  verdict(): KunitVerdict {
    const { started, tests } = this.#reader.result()
    if (!started) return unknown('the kernel printed no results of KUnit')
    const suites = tests.filter(({ name }) => this.#suite.test(name))
    const cases = suites.flatMap((suite) => casesOf(suite))
    const deciding = cases.filter(({ result }) => this.#case?.test(result.name) ?? true)
    const failed = deciding.find(({ result }) => FAILED.has(result.status))
    if (failed) return { kind: 'failed', signature: signatureOf(failed) }
    if (deciding.length === 0) return unknown(`KUnit has no results of ${this.#words} at this commit`)
    if (this.#case === undefined) {
      const failedSuite = suites.find(({ status }) => FAILED.has(status))
      if (failedSuite)
        return { kind: 'failed', signature: signatureOf({ suite: failedSuite.name, result: failedSuite }) }
      if (suites.some(isUnfinished)) return unknown(`the results of ${this.#words} are not complete`)
    }
    if (deciding.some(({ result }) => isUnfinished(result)))
      return unknown(`the results of ${this.#words} are not complete`)
    if (deciding.every(({ result }) => result.status !== 'passed'))
      return unknown(`${this.#words} was skipped${reasonOf(deciding)}`)
    return { kind: 'passed' }
  }
}

const FAILED: ReadonlySet<KtapResult['status']> = new Set(['failed', 'timeout'])

const isUnfinished = ({ status }: KtapResult): boolean => status === 'unfinished'

const unknown = (reason: string): KunitVerdict => ({ kind: 'unknown', reason })

const casesOf = (suite: KtapResult): Case[] => suite.children.map((result): Case => ({ suite: suite.name, result }))

function reasonOf(cases: readonly Case[]): string {
  const reason = cases.find(({ result }) => result.reason !== undefined)?.result.reason
  return reason === undefined ? '' : `: ${reason}`
}

/** Of a failed case: the name of its function, its suite, and the assertion that failed first. */
function signatureOf({ suite, result }: Case): Signature {
  const assertion = firstFailedAssertion(result)
  return makeSignature({
    kind: 'test-failed',
    title: assertion === undefined ? suite : `${suite}: ${assertion}`,
    ...(FUNCTION_NAME.test(result.name) ? { function: result.name } : {}),
    place: assertion === undefined ? suite : `${suite}: ${assertion}`,
    line: lineOf(result),
  })
}

/** Whether a warning is the report of the assertion with which a case of KUnit failed. */
export const isOfCase = (warning: Signature, { kind, function: name }: Signature): boolean =>
  kind === 'test-failed' && warning.text === `warning: KUnit: ${name} failed`

/** The line of the console that says which assertion failed. */
function lineOf(result: KtapResult): string {
  const own = result.diagnostics.find((line) => /FAILED/.test(line))
  const inner = own ?? result.children.flatMap(({ diagnostics }) => diagnostics).find((line) => /FAILED/.test(line))
  return inner === undefined ? `not ok ${result.name}` : `# ${inner}`
}
