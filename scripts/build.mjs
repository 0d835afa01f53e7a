import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runProgram, StepError } from './steps.mjs'

const SHARED = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'prisma.config.ts', 'prisma/schema.prisma']
const STAMP = join(ROOT, 'node_modules/.kbisect-built')

function workspaces() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(ROOT, group))
      .map((name) => join(group, name))
      .filter((path) => existsSync(join(ROOT, path, 'package.json'))),
  )
}

/** Every file that the build reads. */
function inputs() {
  const SKIPPED = /(^|\/)(node_modules|dist|generated|toy)(\/|$)/
  const found = workspaces().flatMap((workspace) =>
    readdirSync(join(ROOT, workspace), { recursive: true })
      .map((path) => join(workspace, String(path)))
      .filter((path) => !SKIPPED.test(path) && !/\.test\.tsx?$/.test(path) && statSync(join(ROOT, path)).isFile()),
  )
  return [...SHARED.filter((path) => existsSync(join(ROOT, path))), ...found].sort()
}

// By content, not by time: a checkout of another commit and back changes every time and no text.
function digest() {
  const hash = createHash('sha256')
  for (const path of inputs())
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  return hash.digest('hex')
}

function everythingIsBuilt() {
  return workspaces().every((workspace) => existsSync(join(ROOT, workspace, 'dist')))
}

/** Runs `npm run build` unless its result for these sources is there. */
export async function build() {
  const wanted = digest()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted && everythingIsBuilt()) return 'up to date'
  const { status, output } = await runProgram('npm', ['run', '--silent', 'build'], { capture: true })
  if (status !== 0) {
    console.error(output)
    throw new StepError(
      `npm run build ended with status ${status}`,
      'see its messages above; a fresh clone of a release always builds',
    )
  }
  writeFileSync(STAMP, wanted)
  return 'built'
}
