import { withoutCarrier } from './log-carrier.ts'

/** Longest line that is looked at, in characters; a longer one is read as several. Bounds memory and each match. */
export const LINE_LIMIT = 4096

/** One line of a console, freed of what surrounds its words. */
export interface ConsoleLine {
  /** No control characters, no colours, no printk prefix, no blanks around. */
  readonly text: string
  /** The kernel's time since its start, where it stamped the line. */
  readonly seconds?: number
  /** Who spoke, where the kernel tells: task `T12` or processor `C0`. */
  readonly caller?: string
  /** The kernel wrote into the middle of the line: its end is missing, and may follow on a line of its own. */
  readonly torn: boolean
  /** Something stood in front of it that no kernel says: the line was stored or forwarded by another program. */
  readonly carried?: true
}

const ESCAPE_SEQUENCE = new RegExp(`${String.fromCharCode(27)}(?:\\[[0-9;?]{0,32}[@-~]|c)`, 'g')
const CONTROL = /[\p{Cc}\u00A0\uFEFF]/u
const CONTROLS = /[\p{Cc}\uFEFF]/gu
// "[    1.234567][   T12] ", with a blank between as dmesg prints it, "[T12@C0]" of Android's kernels.
const PRINTK_PREFIX = /^(?:<\d{1,3}>)?(?:\[ *(\d{1,10}\.\d{1,9})\])?(?: ?\[ *([TC]\d{1,9})(?:@C\d{1,4})?\])? ?/
// Kernels of vendors: "(0)[12:kworker/0:1]", " [0:    kworker/0:1:   12] ", " c0     12 ".
const VENDOR_CALLER =
  /^(?:\.?\(\d{1,2}\) ?\[(\d{1,9}):[^\]]{1,40}\]|[A-Z]?\[\d{1,2}: {0,20}[^\]]{1,40}: {0,8}(\d{1,9})\]|c\d{1,2} {1,8}(\d{1,9})(?= )) ?/
const PRINTK_INSIDE = /(?:<\d{1,3}>)?\[ *\d{1,10}\.\d{6}\](?=[ [])/g

const VENDOR_STARTS = /^(?:\.?\(|[A-Z]?\[\d|c\d)/

/** Cuts a console into lines as it comes. What it yields does not depend on how the console was cut into chunks. */
export class LineSplitter {
  readonly #decoder = new TextDecoder()
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true })
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#add(text, from, at)
      this.#emit()
      from = at + 1
    }
    this.#add(text, from, text.length)
  }

  /** Yields a last line that nothing ended. */
  end(): void {
    const last = this.#decoder.decode()
    this.#add(last, 0, last.length)
    this.#emit()
  }

  #add(text: string, start: number, end: number): void {
    let from = start
    while (this.#rest.length + end - from >= LINE_LIMIT) {
      const upTo = from + LINE_LIMIT - this.#rest.length
      this.#rest += text.slice(from, upTo)
      this.#emit()
      from = upTo
    }
    if (from < end) this.#rest += text.slice(from, end)
  }

  // A carriage return ends a line as well: what a terminal overwrites, a log keeps.
  #emit(): void {
    const line = this.#rest
    this.#rest = ''
    if (line === '') return
    const first = line.indexOf('\r')
    if (first < 0) this.#onLine(line)
    else if (first === line.length - 1) this.#onLine(line.slice(0, -1))
    else for (const part of line.split('\r')) if (part !== '') this.#onLine(part)
  }
}

/**
 * What a line of the splitter holds: mostly one line of the kernel. Two, where it began to speak before somebody else had ended
 * his line.
 */
export function readLines(raw: string): ConsoleLine[] {
  const clean = CONTROL.test(raw) ? withoutControls(raw) : raw
  const bare = withoutCarrier(clean)
  const line = bare ?? clean
  const cuts = line.indexOf('[', 1) < 0 ? [] : insideCuts(line)
  const carried = bare !== undefined
  if (cuts.length === 0) return [readLine(line, false, carried)]
  const edges = [0, ...cuts, line.length]
  return cuts
    .concat(line.length)
    .map((end, index) => readLine(line.slice(edges[index], end), index < cuts.length, carried))
    .filter(({ text, torn }) => text !== '' || !torn)
}

function withoutControls(raw: string): string {
  return raw
    .replace(ESCAPE_SEQUENCE, '')
    .replace(/[\t\u00A0]/g, ' ')
    .replace(CONTROLS, '')
}

/** Where printk prefixes stand that are not at the line's start. */
function insideCuts(line: string): number[] {
  const cuts: number[] = []
  PRINTK_INSIDE.lastIndex = 0
  for (let match = PRINTK_INSIDE.exec(line); match; match = PRINTK_INSIDE.exec(line)) {
    if (line.slice(0, match.index).trim() !== '') cuts.push(match.index)
  }
  return cuts
}

function readLine(piece: string, torn: boolean, carried: boolean): ConsoleLine {
  const words = piece.trim()
  const [whole = '', seconds, caller] = PRINTK_PREFIX.exec(words) ?? []
  const text = whole === '' ? words : words.slice(whole.length).trimStart()
  const line: { -readonly [Key in keyof ConsoleLine]: ConsoleLine[Key] } = { text, torn }
  if (carried) line.carried = true
  if (caller !== undefined) line.caller = caller
  if (seconds === undefined) return line
  line.seconds = Number(seconds)
  const vendor = caller === undefined && VENDOR_STARTS.test(text) ? VENDOR_CALLER.exec(text) : null
  if (!vendor) return line
  const [front, ...pids] = vendor
  line.text = text.slice(front.length).trimStart()
  line.caller = `T${pids.find((pid) => pid !== undefined)}`
  return line
}
