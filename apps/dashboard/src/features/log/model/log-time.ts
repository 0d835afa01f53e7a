/** As printk puts it before a line, with or without a level: `[    1.234567]`. */
const stamp = /^(?:<\d+>)?\[\s*(\d+\.\d{3,9})\]/

/** The kernel's time of a line in seconds; undefined where it has none. */
export function kernelTime(text: string): number | undefined {
  const [, seconds] = stamp.exec(text) ?? []
  return seconds === undefined ? undefined : Number(seconds)
}

/** How far back a line with a time is looked for. */
const mostBack = 50

/**
 * Seconds since the line before that has a time; undefined where one of them has none. `textAt`
 * tells the line of a row.
 */
export function sincePrevious(row: number, textAt: (row: number) => string | undefined): number | undefined {
  const own = kernelTime(textAt(row) ?? '')
  if (own === undefined) return undefined
  for (let before = row - 1; before >= Math.max(0, row - mostBack); before--) {
    const text = textAt(before)
    // What is not loaded lies between: nothing can be said.
    if (text === undefined) return undefined
    const time = kernelTime(text)
    if (time !== undefined) return own - time
  }
  return undefined
}

/** `+0.000412`; nothing for no time at all. */
export function sinceWords(seconds: number | undefined): string {
  if (seconds === undefined) return ''
  return `${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(6)}`
}
