// `npm start`: the service in the foreground, built first when its sources changed. System packages
// are not touched here: what is missing is named with its hint, and `npm run setup` installs it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { installNpmPackages } from './npm-packages.mjs'
import { checkNode } from './setup.mjs'
import { ROOT, reportFailure, step } from './steps.mjs'

const program = (/** @type {string} */ path) => join(ROOT, path)

function runSupervisor() {
  const child = spawn(
    process.execPath,
    [
      program('packages/supervisor/dist/supervisor-main.js'),
      ...['--api', program('apps/api/dist/main.js'), '--worker', program('apps/worker/dist/main.js')],
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit' },
  )
  // Ctrl-C reaches the child by itself; we only must not end before it. A `kill` reaches us alone.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

try {
  await step('Node', checkNode)
  await step('npm packages', installNpmPackages)
  await step('build', build)
  runSupervisor()
} catch (error) {
  reportFailure(error)
}
