/** Collects what has to be refreshed, and refreshes it at intervals. */
export interface Refresher<Part> {
  /** Asks for these parts: now, or when the window ends. */
  request(parts: Iterable<Part>): void
  stop(): void
}

export interface RefreshOptions<Part> {
  /** Refreshes the parts. The next window begins when that is done. */
  readonly refresh: (parts: ReadonlySet<Part>) => Promise<unknown>
  /** Milliseconds of a window, in which at most one refresh begins; asked anew each time. */
  readonly interval: () => number
  /**
   * So many milliseconds after the last request, all parts of the burst are refreshed once more.
   */
  readonly settle: number
}

/**
 * Refreshes at the first request, then at most once in a window however many requests come, and
 * once more after a burst. A refresh that takes longer than its window delays the next one: a slow
 * server is never asked twice at the same time.
 */
export function createRefresher<Part>({ refresh, interval, settle }: RefreshOptions<Part>): Refresher<Part> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let settling: ReturnType<typeof setTimeout> | undefined
  let busy = false
  let stopped = false
  const wanted = new Set<Part>()
  const burst = new Set<Part>()

  const ask = (): void => {
    if (!busy && timer === undefined && wanted.size > 0) void run()
  }
  const run = async (): Promise<void> => {
    busy = true
    const parts = new Set(wanted)
    wanted.clear()
    // What failed is shown by its query, which tries again itself.
    await refresh(parts).catch(() => undefined)
    busy = false
    if (stopped) return
    timer = setTimeout(() => {
      timer = undefined
      ask()
    }, interval())
  }
  return {
    request(parts) {
      if (stopped) return
      for (const part of parts) {
        wanted.add(part)
        burst.add(part)
      }
      if (burst.size === 0) return
      ask()
      clearTimeout(settling)
      settling = setTimeout(() => {
        for (const part of burst) wanted.add(part)
        burst.clear()
        ask()
      }, settle)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      clearTimeout(settling)
    },
  }
}
