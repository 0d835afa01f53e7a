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
