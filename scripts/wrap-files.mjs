// Finds comments and Markdown that go beyond column 100, and with `--write` wraps them. Part of
// `npm run check` and `npm run format`.
import { readFileSync, writeFileSync } from 'node:fs'
import { runProgram } from './steps.mjs'
import { firstChange, wrapFile } from './wrap.mjs'

// A migration must stay as it was applied. Subjects of the lab's commits are part of their hashes.
// Logs are what kernels printed. These pages are generated.
const NOT_OURS =
  /^(prisma\/migrations\/|packages\/lab\/fixtures\/|packages\/verdict\/(corpus|reported|wordings)\/|docs\/(cli|configuration|infrastructure-errors)\.md$|\.env\.example$)/
const write = process.argv.includes('--write')

const { status, output } = await runProgram('git', ['ls-files'], { capture: true })
if (status !== 0) throw new Error(`git ls-files failed: ${output}`)
let findings = 0
for (const file of output.split('\n').filter((name) => name !== '' && !NOT_OURS.test(name))) {
  const before = readFileSync(file, 'utf8')
  const after = wrapFile(file, before)
  if (after === before) continue
  findings++
  if (write) writeFileSync(file, after)
  else console.log(`${file}:${firstChange(before, after)}: a comment or paragraph goes beyond column 100`)
}
if (findings > 0 && !write) {
  console.log('hint: `npm run format` wraps them')
  process.exitCode = 1
}
console.log(`${findings} files ${write ? 'wrapped' : 'to wrap'}`)
