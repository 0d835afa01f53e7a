import { join } from 'node:path'
import {
  createToyHistory,
  type KillableProgram,
  linearPanic,
  seedDatabase,
  startKillableProgram,
} from '@kbisect/testing'
import type { BenchmarkContext } from '../benchmark.ts'
import type { ApiOptions } from './api-options.ts'

/** A finished bisection with a culprit, which every seed makes. */
export const SEEDED_BISECTION = 'seed00000003'

/** A program whose database holds many bisections, and which knows one small tree. */
export interface SeededProgram {
  readonly program: KillableProgram
  /** A request that it accepts, always anew. */
  readonly request: Parameters<KillableProgram['api']['start']>[0]
}

/**
 * Starts it; one worker decides and sends, and none builds, so that nothing but the service itself
 * is measured.
 */
export async function startSeededProgram(
  { directory, note }: Pick<BenchmarkContext, 'directory' | 'note'>,
  { bisections, runs }: ApiOptions,
): Promise<SeededProgram> {
  const program = await startKillableProgram({ workers: 0 })
  try {
    const { databaseUrl } = program.settings
    if (databaseUrl === undefined) throw new Error('the program has no database')
    await seedDatabase(databaseUrl, { bisections, runs, note })
    const history = await createToyHistory({ directory: join(directory, 'tree'), plan: linearPanic })
    await program.api.addTree('toy', history.url)
    // Each of the samples begins at once.
    program.addWorker({ KBISECT_WORKER_ROLES: 'coordinator', KBISECT_MAX_ACTIVE_BISECTIONS: '100000' })
    const ends = { good: history.hash(linearPanic.good), bad: history.hash(linearPanic.bad) }
    return { program, request: { tree: 'toy', ...ends, target: { architecture: 'arm64' }, attach: false } }
  } catch (error) {
    await program.stop()
    throw error
  }
}
