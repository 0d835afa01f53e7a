import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * Counts a vitest JSON report. A file that could not even be loaded counts as one failed test, and
 * so does an error outside of any test: neither may pass unseen.
 * @param {{ testResults?: { status: string, assertionResults: { status: string }[] }[], success?:
 * boolean }} report
 */
export function countTests(report) {
  const files = report.testResults ?? []
  const all = files.flatMap((file) => file.assertionResults.map(({ status }) => status))
  const count = (/** @type {string} */ status) => all.filter((one) => one === status).length
  const unloaded = files.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  )
  const failed = count('failed') + unloaded.length
  return {
    passed: count('passed'),
    failed: failed === 0 && report.success === false ? 1 : failed,
    skipped: all.length - count('passed') - count('failed'),
  }
}

const LINES_OF_A_MESSAGE = 12

/**
 * What failed, for the end of a long log whose beginning may be lost: a line `FAILED file: test`
 * each, and the first lines of its message below it.
 * @param {{ testResults?: { name: string, message?: string, status: string, assertionResults: {
 * status: string, fullName: string, failureMessages?: string[] }[] }[] }} report
 * @param {string} root the directory that file names are told from
 */
export function listFailures(report, root) {
  const lines = []
  for (const { name, message, status, assertionResults } of report.testResults ?? []) {
    const file = relative(root, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) lines.push(`FAILED ${file}`, ...firstLines(message))
    for (const { fullName, failureMessages } of failed) {
      lines.push(`FAILED ${file}: ${fullName}`, ...firstLines(failureMessages?.join('\n')))
    }
  }
  return lines
}

function firstLines(/** @type {string | undefined} */ text) {
  const lines = stripVTControlCharacters(text ?? '')
    .trim()
    .split('\n')
  return lines.slice(0, LINES_OF_A_MESSAGE).map((line) => `  ${line}`)
}
