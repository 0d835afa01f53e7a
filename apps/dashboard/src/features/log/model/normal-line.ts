/**
 * What differs between two boots of one kernel: times, addresses, hashes, process ids, and what
 * follows from them.
 */
const variable: readonly RegExp[] = [
  // printk's own time, with its level and its caller.
  /^(?:<\d+>)?\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s?/,
  // Clocks and dates.
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d+ [\d:]{8}(?: [A-Z]{3,4})?(?: \d{4})?/g,
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| UTC)?/g,
  /\b\d\d:\d\d:\d\d(?:\.\d+)?\b/g,
  // Lengths of time, and what the speed of a machine makes of them.
  /\b\d+(?:\.\d+)? ?(?:nsecs?|usecs?|msecs?|secs?|ns|us|ms|seconds?|jiffies)\b/g,
  /\b\d+(?:\.\d+)? (?:Bogo)?MIPS\b|\blpj=\d+|\b\d+(?:\.\d+)? [kMG]?Hz\b/gi,
  // Processes.
  /\bpid[:= ]+\d+|\b(?<=[\w/-])\[\d+\](?=:)|\bCPU: \d+|\bTGID: \d+/gi,
  // Identifiers, hashes, addresses, and places in functions.
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\b0x[0-9a-f]+\b/gi,
  /\bg?(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/gi,
  /\b\d{8,64}\b/g,
]

/**
 * A console line, without colours, as it is compared: equal lines say the same though they were
 * printed by two boots.
 */
export function normalLine(line: string): string {
  return variable.reduce((text, each) => text.replace(each, '#'), line).trim()
}
