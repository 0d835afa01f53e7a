// `npm run corpus -- [options]`: sets up what is missing, then makes the logs that packages/verdict
// is tested with. Ends with 0 when all were made, 1 when a kernel did not break as it should have,
// 2 when something of ours failed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setup } from './setup.mjs'
import { ROOT, reportFailure } from './steps.mjs'

const args = process.argv.slice(2)
const MAIN = join(ROOT, 'packages/corpus/dist/main.js')
const onlyTells = args.some((argument) => argument === '--help' || argument === '--list')

function makeCorpus() {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; we only must not end before it. A `kill` reaches us alone.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(signal ? 2 : (code ?? 2)))
}

try {
  if (!onlyTells || !existsSync(MAIN)) await setup({ demo: true, tests: true })
  makeCorpus()
} catch (error) {
  reportFailure(error)
  process.exitCode = 2
}
