// `npm test [-- FILTER…]`: sets up, builds, runs all tests but the long ones: those on real Linux
// with --linux, others with --nightly. The last line is `N passed, N failed`, alone.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setup } from './setup.mjs'
import { ROOT, reportFailure, runProgram } from './steps.mjs'
import { countTests, listFailures } from './test-count.mjs'

const linux = process.argv.includes('--linux')
const nightly = process.argv.includes('--nightly')
const filters = process.argv.slice(2).filter((argument) => argument !== '--linux' && argument !== '--nightly')

function readReport(/** @type {string} */ file, /** @type {number} */ status) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    for (const line of listFailures(report, ROOT)) console.log(line)
    return countTests(report)
  } catch {
    console.error(`vitest left no report (status ${status})`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

async function runTests() {
  await setup({ tests: true, demo: linux })
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-test-report-'))
  try {
    const file = join(directory, 'report.json')
    const projects = linux
      ? ['--project=linux']
      : nightly
        ? ['--project=nightly']
        : ['--project=fast', '--project=system']
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const vitest = join('node_modules', 'vitest', 'vitest.mjs')
    const { status } = await runProgram(process.execPath, [vitest, 'run', ...projects, ...reporters, ...filters])
    const { passed, failed, skipped } = readReport(file, status)
    if (skipped > 0) console.log(`${skipped} skipped`)
    return { passed, failed: failed === 0 && status !== 0 && passed > 0 ? 1 : failed }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const { passed, failed } = await runTests().catch((error) => {
  reportFailure(error)
  return { passed: 0, failed: 1 }
})
if (passed === 0 || failed > 0) process.exitCode = 1
console.log(`${passed} passed, ${failed} failed`)
