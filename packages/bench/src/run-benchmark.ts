import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchmarkAnswer, BenchmarkContext } from './benchmark.ts'
import type { Usage } from './usage.ts'

/** Runs a benchmark in a directory of its own, which is gone afterwards. */
export async function runBenchmark(
  usage: Usage,
  { note, say, signal }: Pick<BenchmarkContext, 'note' | 'say' | 'signal'>,
): Promise<BenchmarkAnswer> {
  const { benchmark, quick, dir = tmpdir(), keep, options } = usage
  await mkdir(dir, { recursive: true })
  const directory = await mkdtemp(join(dir, `kbisect-bench-${benchmark.name}-`))
  // For root, Postgres runs as another user, who must get through.
  await chmod(directory, 0o711)
  try {
    return { name: benchmark.name, rows: await benchmark.measure({ directory, quick, options, note, say, signal }) }
  } finally {
    if (keep) note(`what was made is in ${directory}`)
    else await rm(directory, { recursive: true, force: true })
  }
}
