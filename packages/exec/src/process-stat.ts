/** What `/proc/PID/stat`, or that of a thread, says of a process. */
export interface ProcessStat {
  /** One letter, as `R` for one that runs. */
  readonly state: string
  readonly parent: number
  /** Clock ticks after boot at which it started. */
  readonly started: string
  /** CPU seconds of its own, user and system. */
  readonly cpuSeconds: number
  /** CPU seconds of its children that have ended and were waited for. */
  readonly childrenCpuSeconds: number
}

// Linux reports process times in units of sysconf(_SC_CLK_TCK), which is 100 on every architecture
// we run on.
const TICKS_PER_SECOND = 100

/** Returns what the text of a `stat` file says. */
export function parseProcessStat(text: string): ProcessStat {
  // The command name may hold spaces and parentheses: fields are counted from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const seconds = (first: number, second: number) => (Number(fields[first]) + Number(fields[second])) / TICKS_PER_SECOND
  return {
    state: fields[0] ?? '',
    parent: Number(fields[1]),
    started: fields[19] ?? '',
    cpuSeconds: seconds(11, 12),
    childrenCpuSeconds: seconds(13, 14),
  }
}
