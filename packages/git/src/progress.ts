/** How far a stage of a fetch is, by git's own count. */
export interface StageProgress {
  /** In git's words, such as "Receiving objects"; those that the server chose among them. */
  readonly stage: string
  readonly percent: number
  /** Received so far; absent in stages that receive nothing. */
  readonly bytes?: number
  readonly bytesPerSecond?: number
}

const LINE = /^(?:remote: )?([A-Z][A-Za-z ]{0,40}): +(\d{1,3})% \(\d+\/\d+\)/
const SIZE = /, (\d+(?:\.\d+)?) (bytes|KiB|MiB|GiB|TiB)(?: \| (\d+(?:\.\d+)?) (bytes|KiB|MiB|GiB|TiB)\/s)?/
// Git's own lines have fewer than a hundred.
const LINE_CHARACTERS = 200
const UNITS: Readonly<Record<string, number>> = { bytes: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 }

const inBytes = (number: string, unit = ''): number => Math.round(Number(number) * (UNITS[unit] ?? 1))

function parseLine(line: string): StageProgress | undefined {
  const [found = '', stage, percent] = LINE.exec(line) ?? []
  if (stage === undefined) return undefined
  const [, size, unit, speed, speedUnit] = SIZE.exec(line.slice(found.length)) ?? []
  return {
    stage,
    percent: Math.min(100, Number(percent)),
    ...(size === undefined ? {} : { bytes: inBytes(size, unit) }),
    ...(speed === undefined ? {} : { bytesPerSecond: inBytes(speed, speedUnit) }),
  }
}

/**
 * Reads git's `--progress` output and reports each stage when its percentage or the number of its
 * bytes changes.
 */
export function progressReader(report: (progress: StageProgress) => void): (chunk: Buffer) => void {
  let rest = ''
  let last = ''
  return (chunk) => {
    // Not with LineSplitter, which waits for a line feed: git ends a line of progress with a
    // carriage return.
    const lines = (rest + chunk.toString('utf8')).split(/[\r\n]/)
    // A server may send what never becomes a line.
    rest = (lines.pop() ?? '').slice(-LINE_CHARACTERS)
    for (const line of lines) {
      const progress = parseLine(line.slice(0, LINE_CHARACTERS))
      const key = progress && `${progress.stage} ${progress.percent} ${progress.bytes}`
      if (!progress || key === undefined || key === last) continue
      last = key
      report(progress)
    }
  }
}
