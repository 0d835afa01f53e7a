import { architectures } from '@kbisect/contracts'
import { Gauge, type Registry } from '@kbisect/settings'
import type { Dependencies } from '../dependencies.ts'

type Value = readonly [labels: Record<string, string>, value: number]

/** States of the whole service, asked for when the metrics are: several APIs tell the same. */
export function gaugeService({ store, queues, metrics, freeSpace, logger }: Dependencies): void {
  const gauge = (name: string, help: string, labelNames: string[], read: () => Promise<Value[]>): void => {
    metrics.removeSingleMetric(name)
    const collect = async (): Promise<void> => {
      made.reset()
      try {
        for (const [labels, value] of await read()) made.set(labels, value)
      } catch (error) {
        // What cannot be asked is absent, not nought; the other metrics are needed most just then.
        if (labelNames.length === 0) made.remove()
        logger.debug({ err: error, metric: name }, 'a metric could not be read')
      }
    }
    const made: Gauge = new Gauge({ name, help, labelNames, registers: [metrics as Registry], collect })
  }
  gauge('kbisect_bisections', 'Bisections by state.', ['state'], async () => {
    const { bisections } = await store.serviceStats.take()
    return (['queued', 'running', 'paused', 'finished'] as const).map((state) => [{ state }, bisections[state] ?? 0])
  })
  gauge('kbisect_deliveries_waiting', 'Webhook deliveries that wait for an attempt.', [], async () => [
    [{}, (await store.serviceStats.take()).deliveriesWaiting],
  ])
  gauge('kbisect_queue_jobs', 'Jobs by queue and state.', ['queue', 'state'], async () =>
    Object.entries(await queues.counts()).flatMap(([queue, counts]) =>
      Object.entries(counts).map(([state, count]): Value => [{ queue, state }, count]),
    ),
  )
  gauge(
    'kbisect_tasks_without_worker',
    'Builds and boots that wait and that no worker which is alive can do, by kind and architecture.',
    ['kind', 'architecture'],
    async () => {
      const [counts, workers] = await Promise.all([queues.counts(), queues.workers()])
      return architectures.flatMap((architecture) =>
        (['build', 'boot'] as const).map((kind): Value => {
          const isServed = workers.some((worker) => worker[kind].includes(architecture))
          return [{ kind, architecture }, isServed ? 0 : (counts[`${kind}-${architecture}`]?.waiting ?? 0)]
        }),
      )
    },
  )
  gauge('kbisect_refused_messages', 'Messages in Redis that were refused since it began.', [], async () => [
    [{}, await queues.refused()],
  ])
  gauge('kbisect_workers', 'Workers that are alive.', [], async () => [[{}, (await queues.workers()).length]])
  gauge('kbisect_free_bytes', 'Free bytes on the fullest file system of the service.', [], async () => [
    [{}, (await freeSpace()).freeBytes],
  ])
  gauge('kbisect_disk_reserve_bytes', 'Free bytes below which nothing is begun.', [], async () => [
    [{}, (await freeSpace()).reserveBytes],
  ])
}
