import type { Redis } from 'ioredis'

/** Where workers agree which of them acts in a period. */
export interface Lease {
  readonly redis: Redis
  /** The key in Redis. */
  readonly lease: string
  readonly holder: string
}

/**
 * Acts now, and then every so many seconds, unless another holder of the lease has done so in this
 * period. Without Redis nobody acts.
 * @returns the timer that repeats it
 */
export function startPeriodic(
  { redis, lease, holder }: Lease,
  seconds: number,
  act: () => Promise<void>,
  onError: (error: Error) => void,
): NodeJS.Timeout {
  const tick = async (first: boolean) => {
    if (redis.status !== 'ready' && !first) return
    const free = await redis.set(lease, holder, 'PX', Math.round(seconds * 900), 'NX')
    if (free || first) await act()
  }
  const run = (first: boolean) => void tick(first).catch(onError)
  run(true)
  return setInterval(() => run(false), seconds * 1000)
}
