/** A function that is called at once, then at most once per interval, and once more after the last request. */
export interface Throttled {
  request(): void
  stop(): void
}

/**
 * `interval` in milliseconds; asked anew before each call. With `settle`, the call is made once more that many
 * milliseconds after the last request.
 */
export function throttle(call: () => void, interval: () => number, settle?: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined
  let settling: ReturnType<typeof setTimeout> | undefined
  let wanted = false
  const run = () => {
    wanted = false
    call()
    timer = setTimeout(() => {
      timer = undefined
      if (wanted) run()
    }, interval())
  }
  const ask = () => {
    wanted = true
    if (timer === undefined) run()
  }
  return {
    request() {
      ask()
      clearTimeout(settling)
      if (settle !== undefined) settling = setTimeout(ask, settle)
    },
    stop() {
      clearTimeout(timer)
      clearTimeout(settling)
      timer = undefined
      wanted = false
    },
  }
}
