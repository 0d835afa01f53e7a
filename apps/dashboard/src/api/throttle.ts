/** A function that is called at once, then at most once per interval, and once more after the last request. */
export interface Throttled {
  request(): void
  stop(): void
}

/** `interval` in milliseconds; asked anew before each call. */
export function throttle(call: () => void, interval: () => number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined
  let wanted = false
  const run = () => {
    wanted = false
    call()
    timer = setTimeout(() => {
      timer = undefined
      if (wanted) run()
    }, interval())
  }
  return {
    request() {
      wanted = true
      if (timer === undefined) run()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      wanted = false
    },
  }
}
