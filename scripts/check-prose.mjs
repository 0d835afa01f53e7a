// Finds words that this project does not use, and subjects of commits that are too long. Part of
// `npm run check`.
import { readFileSync } from 'node:fs'
import { longSubjects, proseFindings } from './prose.mjs'
import { runProgram } from './steps.mjs'

const TEXTS = /\.(ts|tsx|mjs|cjs|js|md|prisma|ya?ml|css|html|sh)$/
// The changelog names the old words. A migration must stay as it was applied. Subjects of the lab's
// commits are part of their hashes. Logs are what kernels printed. Tables of renamed fields and
// tests of migrations hold old names.
const NOT_OURS =
  /^(CHANGELOG\.md$|prisma\/migrations\/|packages\/lab\/|packages\/store\/src\/migrate\/|apps\/api\/src\/http\/renamed-fields|packages\/verdict\/(corpus|reported|wordings)\/|docs\/adr\/|scripts\/prose)/
// Older subjects cannot be changed any more.
const COMMITS = 100

async function git(/** @type {string[]} */ ...args) {
  const { status, output } = await runProgram('git', args, { capture: true })
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${output}`)
  return output
}

const files = (await git('ls-files')).split('\n').filter((file) => TEXTS.test(file) && !NOT_OURS.test(file))
const findings = [
  ...files.flatMap((file) => proseFindings(file, readFileSync(file, 'utf8'))),
  ...longSubjects(await git('log', '--no-merges', `-${COMMITS}`, '--format=%h %s')),
]
for (const finding of findings) console.log(finding)
if (findings.length > 0) process.exitCode = 1
console.log(`${findings.length} findings in ${files.length} files`)
