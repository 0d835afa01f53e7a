import { revisionKey } from '@kbisect/bisection'
import { openQueues, type WorkJob } from '@kbisect/queue'
import type { Settings } from '@kbisect/settings'
import { openStore } from '@kbisect/store'
import pg from 'pg'

const POLL_MILLISECONDS = 2
const PATIENCE_MILLISECONDS = 300_000

/**
 * Stands for hosts of a program that has none: its builds end when a test or a benchmark says so.
 */
export interface BuildFinisher {
  /** Adds so many bisections like one that was asked for, in one step. They are queued. */
  repeat(id: string, times: number): Promise<void>
  /** Ids of the bisections of which a build waits. */
  waiting(): Promise<string[]>
  /**
   * Takes the build of a bisection's bad revision off the queue, stores its result as a worker
   * does, and returns the milliseconds until the job that follows from it is in the queue.
   */
  finish(id: string): Promise<number>
  close(): Promise<void>
}

const REPEAT = `
  INSERT INTO "Bisection" SELECT (jsonb_populate_record(NULL::"Bisection", to_jsonb(b) ||
    jsonb_build_object('id', 'repeat' || lpad(n::text, 6, '0'), 'state', 'queued', 'stage', 'prepare', 'startedAt', NULL))).*
  FROM "Bisection" b, generate_series(1, $2::int) n WHERE b.id = $1`

/** Opens it on the database and the queue of a program. */
export async function openBuildFinisher({ databaseUrl, redisUrl }: Settings): Promise<BuildFinisher> {
  if (databaseUrl === undefined || redisUrl === undefined) throw new TypeError('the program has no database or queue')
  const store = await openStore(databaseUrl, { maxConnections: 2 })
  const queues = openQueues({ redisUrl })
  const { bisections } = store
  const boots = async (id: string) => (await queues.pending(id)).filter(({ job }) => job.kind === 'boot')
  return {
    async repeat(id, times) {
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      try {
        await client.query(REPEAT, [id, times])
      } finally {
        await client.end()
      }
    },
    waiting: async () => [...(await queues.snapshot()).pending],
    async finish(id) {
      const record = await bisections.find(id)
      const [target] = record?.targets ?? []
      if (!record || !target) throw new Error(`there is no bisection ${id}`)
      const revision = { commit: record.bad.hash }
      const { key, architecture } = target
      const about = { bisectionId: id, revision: revisionKey(revision), target: key, architecture }
      const job: WorkJob = { kind: 'build', ...about }
      await queues.withdraw([job])
      await bisections.addBuild(id, {
        ...{ revision, targetKey: key, result: 'built', signature: null, imageDigest: revision.commit.padEnd(64, '0') },
        ...{ toolchain: 'gcc 12.2.0', toolchainId: '12', droppedSymbols: [], artifacts: [], commands: [] },
        ...{ worker: 'host-1', seconds: 60 },
      })
      const began = performance.now()
      await queues.enqueue({ kind: 'advance', bisectionId: id })
      while ((await boots(id)).length === 0) {
        if (performance.now() - began > PATIENCE_MILLISECONDS) throw new Error(`nothing followed from a build of ${id}`)
        await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS))
      }
      return performance.now() - began
    },
    async close() {
      await queues.close()
      await store.close()
    },
  }
}
