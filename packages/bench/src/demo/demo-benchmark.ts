import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { provideBusybox } from '@kbisect/boot'
import type { Benchmark, BenchmarkContext, Row } from '../benchmark.ts'
import { comparisonRows } from './comparison-rows.ts'
import { runByHand } from './run-by-hand.ts'
import { runKbisect } from './run-kbisect.ts'
import { labSubject, toySubject } from './subject.ts'

/**
 * One after the other on the same machine, both from nothing: no output of a build, no compiler
 * cache.
 */
async function measure(context: BenchmarkContext): Promise<readonly Row[]> {
  const { directory, quick, note } = context
  const state = join(directory, 'state')
  // As the service makes it: for root, Postgres below it runs as another user.
  await mkdir(state, { recursive: true, mode: 0o711 })
  const subject = quick ? await toySubject(directory) : await labSubject(state, context)
  // Fetched before, as neither side is about the speed of a download.
  const busybox = join(state, 'busybox')
  for (const { architecture } of subject.targets) await provideBusybox({ architecture, cacheDirectory: busybox })
  note(`kbisect on ${subject.setting} …`)
  const kbisect = await runKbisect(subject, state, context)
  note(`git bisect run on ${subject.setting} …`)
  const byHand = await runByHand(subject, { work: join(directory, 'by-hand'), busybox }, context)
  return comparisonRows(subject, kbisect, byHand, !quick)
}

/** `npm run bench -- demo`. */
export const demo: Benchmark = {
  name: 'demo',
  summary: 'the lab’s history by kbisect, and by git bisect run with make and QEMU, one target after the other',
  measure,
}
