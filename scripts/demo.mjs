// `npm run demo [-- --scenario NAME|all] [--stop] [--json]`: sets up what is missing, then has
// kbisect find the known culprit in a real Linux history. Ends with 0 only for the whole truth, 1
// for any other answer, 2 when a step failed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { linkCommand } from './link-command.mjs'
import { setup } from './setup.mjs'
import { ROOT, reportFailure, step } from './steps.mjs'
import { wantedByDemo } from './system-packages.mjs'

const args = process.argv.slice(2)
const onlyHelp = args.some((argument) => argument === '--help' || argument === '-h')

function runDemo() {
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/bin/kbisect.js'), 'demo', ...args], { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; we only must not end before it. A `kill` reaches us alone.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(signal ? 2 : (code ?? 2)))
}

try {
  if (!onlyHelp || !existsSync(join(ROOT, 'apps/cli/dist/main.js'))) {
    await setup(wantedByDemo(args))
    await step('command kbisect', () => linkCommand())
  }
  runDemo()
} catch (error) {
  reportFailure(error)
  process.exitCode = 2
}
