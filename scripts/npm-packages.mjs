import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runProgram, StepError } from './steps.mjs'

function packagesOf(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

/**
 * npm writes node_modules/.package-lock.json as the last thing of an install: equal to ours means
 * that all is there.
 */
function upToDate() {
  const wanted = packagesOf('package-lock.json')
  const installed = packagesOf('node_modules/.package-lock.json')
  const names = Object.keys(wanted).filter((name) => name.startsWith('node_modules/'))
  // What is optional may have been left out for another platform.
  return names.every((name) => {
    const there = installed[name]
    return there
      ? there.version === wanted[name].version && there.resolved === wanted[name].resolved
      : wanted[name].optional
  })
}

/** Installs the npm packages that package-lock.json names, unless exactly these are there. */
export async function installNpmPackages() {
  if (upToDate()) return 'all there'
  // Not `npm ci`: it refuses a lock file without the optional packages of other platforms, and a
  // registry that mirrors only what its machines need has none to put there. The versions are the
  // lock file's all the same.
  const { status } = await runProgram('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'])
  if (status !== 0) {
    throw new StepError(
      `npm install ended with status ${status}`,
      'see its messages above; the registry must be reachable',
    )
  }
  if (upToDate()) return 'installed'
  throw new StepError(
    'npm installed other versions than package-lock.json names',
    'run `npm install` and commit package-lock.json, or delete node_modules and run this again',
  )
}
