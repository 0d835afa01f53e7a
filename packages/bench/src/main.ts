import { benchmarks } from './benchmarks.ts'
import { rowLines } from './row-lines.ts'
import { runBenchmark } from './run-benchmark.ts'
import { helpLines, readUsage } from './usage.ts'
import { UsageError } from './usage-error.ts'

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error('interrupted')))

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    for (const line of helpLines(benchmarks)) console.log(line)
    return 0
  }
  const usage = readUsage(args, benchmarks)
  const answer = await runBenchmark(usage, {
    note: (line) => console.error(line),
    say: (line) => console.log(line),
    signal: stop.signal,
  })
  if (answer.rows.length > 0) for (const line of rowLines(answer.rows)) console.log(line)
  if (usage.json) console.log(JSON.stringify(answer))
  return answer.rows.some(({ met }) => met === false) ? 1 : 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = 2
  if (!(error instanceof Error)) throw error
  console.error(`bench: ${error.message}`)
  if (error instanceof UsageError) for (const line of helpLines(benchmarks)) console.error(line)
  else if ('hint' in error && typeof error.hint === 'string') console.error(`  hint: ${error.hint}`)
}
