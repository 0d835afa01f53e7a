import { collectDefaultMetrics, Registry } from 'prom-client'

export { Counter, Gauge, Histogram, type Registry } from 'prom-client'

let registry: Registry | undefined

/** The metrics of this process in Prometheus' terms, with those of Node itself in it; one registry per process. */
export function metrics(): Registry {
  if (!registry) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry
}
