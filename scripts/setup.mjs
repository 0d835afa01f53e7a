// Makes a fresh clone ready: `npm run setup [-- --demo] [-- --tests]`. Needs Node and npm alone; a
// second run is quick.
import { build } from './build.mjs'
import { linkCommand } from './link-command.mjs'
import { installNpmPackages } from './npm-packages.mjs'
import { isMain, reportFailure, StepError, step } from './steps.mjs'
import { installSystemPackages } from './system-packages.mjs'

const OLDEST_NODE = [20, 19]

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [needMajor, needMinor] = OLDEST_NODE
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return process.versions.node
  throw new StepError(
    `this is Node ${process.versions.node}; kbisect needs ${OLDEST_NODE.join('.')} or newer`,
    'install a newer Node, from https://nodejs.org/ or your distribution',
  )
}

/**
 * Does what is not done yet of: Node, system packages, npm packages, the build.
 * @param {{ demo?: boolean, tests?: boolean }} [wanted] `demo`: also what the Linux history needs;
 * `tests`: also what tests need
 * @throws {StepError} naming the step and the hint
 */
export async function setup(wanted = {}) {
  await step('Node', checkNode)
  await step('system packages', () => installSystemPackages(wanted))
  await step('npm packages', installNpmPackages)
  await step('build', build)
}

if (isMain(import.meta.url)) {
  const wants = (/** @type {string} */ name) => process.argv.includes(`--${name}`)
  try {
    await setup({ demo: wants('demo'), tests: wants('tests') })
    await step('command kbisect', () => linkCommand())
  } catch (error) {
    reportFailure(error)
  }
}
