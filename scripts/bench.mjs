// `npm run bench -- NAME [options] [--json]`: sets up what is missing, then runs a benchmark. Ends
// with 0 when every promise is kept, 1 when one is not, 2 when something could not be measured.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setup } from './setup.mjs'
import { ROOT, reportFailure } from './steps.mjs'

const args = process.argv.slice(2)
const MAIN = join(ROOT, 'packages/bench/dist/main.js')
const onlyHelp = args.length === 0 || args.some((argument) => argument === '--help' || argument === '-h')

function runBenchmark() {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; we only must not end before it. A `kill` reaches us alone.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(signal ? 2 : (code ?? 2)))
}

try {
  if (!onlyHelp || !existsSync(MAIN)) await setup({ demo: !args.includes('--quick') })
  runBenchmark()
} catch (error) {
  reportFailure(error)
  process.exitCode = 2
}
