// `npm run check`: everything that can be said about the sources without building a kernel. All
// steps run; one is enough to fail. `npm run check -- --no-tests` leaves the fast tests to
// `npm test`, which runs them as well.
import { join } from 'node:path'
import { installNpmPackages } from './npm-packages.mjs'
import { checkNode } from './setup.mjs'
import { reportFailure, runProgram, seconds, step } from './steps.mjs'

const FAST_TESTS = 'fast tests'

/** @type {readonly { name: string, commands: readonly (readonly string[])[] }[]} */
const STEPS = [
  { name: 'generated client', commands: [['prisma', 'generate']] },
  {
    name: 'schema',
    commands: [
      ['prisma', 'format', '--check'],
      ['prisma', 'validate'],
    ],
  },
  { name: 'format', commands: [['biome', 'format', '.']] },
  {
    name: 'words',
    commands: [
      ['node', 'scripts/check-prose.mjs'],
      ['node', 'scripts/wrap-files.mjs'],
    ],
  },
  { name: 'lint', commands: [['biome', 'lint', '--error-on-warnings', '.']] },
  {
    name: 'types',
    commands: [
      ['tsc', '-b'],
      ['tsc', '-p', 'tsconfig.tests.json'],
    ],
  },
  { name: 'lint with types', commands: [['oxlint', '--type-aware']] },
  {
    name: 'package boundaries',
    commands: [
      ['depcruise', 'packages', 'apps', '--output-type', 'err-long'],
      ['depcruise', 'packages', 'apps', '--config', '.dependency-cruiser-folders.cjs', '--output-type', 'err-long'],
    ],
  },
  { name: 'unused code', commands: [['knip', '--no-progress']] },
  { name: FAST_TESTS, commands: [['vitest', 'run', '--project=fast', '--reporter=dot']] },
]

// `prisma validate` wants a URL to be there; it does not use it.
const ENVIRONMENT = {
  DATABASE_URL: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1/none',
  CHECKPOINT_DISABLE: '1',
  NO_COLOR: '1',
}

/** @returns {Promise<boolean>} whether it passed; what it said is printed only if not */
async function check(/** @type {(typeof STEPS)[number]} */ { name, commands }) {
  const began = performance.now()
  for (const [tool = '', ...args] of commands) {
    const program = tool === 'node' ? process.execPath : join('node_modules', '.bin', tool)
    const { status, output } = await runProgram(program, args, {
      capture: true,
      env: ENVIRONMENT,
    })
    if (status === 0) continue
    console.log(
      `failed  ${name} (${seconds(began)}): ${tool} ${args.join(' ')}\n${output.trim().replace(/^/gm, '        ')}`,
    )
    return false
  }
  console.log(`ok      ${name} (${seconds(began)})`)
  return true
}

async function checkAll() {
  await step('Node', checkNode)
  await step('npm packages', installNpmPackages)
  const failed = []
  const steps = process.argv.includes('--no-tests') ? STEPS.filter(({ name }) => name !== FAST_TESTS) : STEPS
  for (const one of steps) if (!(await check(one))) failed.push(one.name)
  if (failed.length > 0) process.exitCode = 1
  console.log(failed.length === 0 ? 'check passed' : `check failed: ${failed.join(', ')}`)
}

await checkAll().catch(reportFailure)
