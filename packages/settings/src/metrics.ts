import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { lostLogLines } from './log-sink.ts'

export { Counter, Gauge, Histogram, type Registry } from 'prom-client'

let registry: Registry | undefined

/**
 * The metrics of this process in Prometheus' terms, with those of Node itself in it; one registry
 * per process.
 */
export function metrics(): Registry {
  if (!registry) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
    const lines = new Counter({
      name: 'kbisect_log_lines_lost_total',
      help: 'Log lines that this process could not write.',
      registers: [registry],
      collect() {
        lines.reset()
        lines.inc(lostLogLines())
      },
    })
  }
  return registry
}
