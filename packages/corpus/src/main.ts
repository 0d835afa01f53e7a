import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { catalogue } from './catalogue/index.ts'
import { makeLogs, pathOf } from './make-logs.ts'
import { relabelLogs } from './relabel-logs.ts'
import { HELP, readUsage, UsageError } from './usage.ts'

async function main(args: readonly string[]): Promise<number> {
  const usage = readUsage(args, catalogue)
  if (usage.help) {
    for (const line of HELP) console.log(line)
    return 0
  }
  if (usage.list) {
    for (const entry of usage.entries) console.log(`${pathOf(entry).padEnd(56)} ${entry.broken}`)
    return 0
  }
  if (usage.relabel) {
    console.log(`${await relabelLogs(usage.entries, (line) => console.log(line))} logs relabelled`)
    return 0
  }
  const state = resolve(usage.state ?? (await mkdtemp(join(tmpdir(), 'kbisect-corpus-'))))
  console.log(`kernels are built in ${state}`)
  const { written, unfit } = await makeLogs(usage.entries, { state, note: (line) => console.log(line) })
  console.log(`${written} logs written`)
  for (const line of unfit) console.log(`not written: ${line}`)
  return unfit.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = 2
  if (!(error instanceof Error)) throw error
  console.error(`corpus: ${error.stack}`)
  if (error instanceof UsageError) for (const line of HELP) console.error(line)
  else if ('hint' in error && typeof error.hint === 'string') console.error(`  hint: ${error.hint}`)
}
