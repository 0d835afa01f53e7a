import { withoutCarrier } from './log-carrier.ts'

/** One line of a console, freed of what surrounds its words. */
export interface ConsoleLine {
  /** No control characters, no colours, no printk prefix, no blanks around. */
  readonly text: string
  /** The kernel's time since its start, where it stamped the line. */
  readonly seconds?: number
  /** Who spoke, where the kernel tells: task `T12` or processor `C0`. */
  readonly caller?: string
  /**
   * The kernel wrote into the middle of the line: its end is missing, and may follow on a line of
   * its own.
   */
  readonly torn: boolean
  /**
   * Something stood in front of it that no kernel says: the line was stored or forwarded by another
   * program.
   */
  readonly carried?: true
}

export const ESCAPE_SEQUENCE = new RegExp(`${String.fromCharCode(27)}(?:\\[[0-9;?]{0,32}[@-~]|c)`, 'g')
// Whatever is not printed, but for the byte order mark these are U+0000 to U+001F and U+007F to
// U+00A0.
const CONTROL = /[^ -~\u00A1-\uFEFE\uFF00-\uFFFF]/
const CONTROLS = /[\p{Cc}\uFEFF]/gu
// "[ 1.234567][ T12] ", with a blank between as dmesg prints it, "[T12@C0]" of Android's kernels.
export const PRINTK_PREFIX = /^(?:<\d{1,3}>)?(?:\[ *(\d{1,10}\.\d{1,9})\])?(?: ?\[ *([TC]\d{1,9})(?:@C\d{1,4})?\])? ?/
// Kernels of vendors: "(0)[12:kworker/0:1]", " [0:    kworker/0:1:   12] ", " c0     12 ".
const VENDOR_CALLER =
  /^(?:\.?\(\d{1,2}\) ?\[(\d{1,9}):[^\]]{1,40}\]|[A-Z]?\[\d{1,2}: {0,20}[^\]]{1,40}: {0,8}(\d{1,9})\]|c\d{1,2} {1,8}(\d{1,9})(?= )) ?/
const PRINTK_INSIDE = /(?:<\d{1,3}>)?\[ *\d{1,10}\.\d{6}\](?=[ [])/g

// Most lines: a time and nothing else in front of the words, or nothing at all.
const TIME_ALONE = /^\[ *\d{1,10}\.\d{1,9}\] (?!\[|\.?\(|[A-Z]\[|c\d|\d{3}: )\S/
const MAY_BE_PREFIX = /^[<[]/

// Which processor spoke: "[ 14.139110] 001: words" of real-time kernels, "[ 2.055297][ 3] words".
const PROCESSOR = /^(?:(\d{3}): |\[ {0,4}(\d{1,4})\] )/
const VENDOR_STARTS = /^(?:\.?\(|[A-Z]?\[\d|c\d)/

/**
 * What a line of the splitter holds: mostly one line of the kernel. Two, where it began to speak
 * before somebody else had ended his line.
 */
export function readLines(raw: string): ConsoleLine[] {
  const clean = CONTROL.test(raw) ? withoutControls(raw) : raw
  const bare = withoutCarrier(clean)
  const line = bare ?? clean
  const bracket = line.indexOf('[', 1)
  const cuts = bracket < 0 ? NO_CUTS : insideCuts(line, bracket)
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

const NO_CUTS: readonly number[] = []
const LEVEL_LENGTH = '<191>'.length

/**
 * Where printk prefixes stand that are not at the line's start.
 * @param bracket where the first `[` is that is not
 */
export function insideCuts(line: string, bracket: number): readonly number[] {
  const cuts: number[] = []
  PRINTK_INSIDE.lastIndex = Math.max(0, bracket - LEVEL_LENGTH)
  for (let match = PRINTK_INSIDE.exec(line); match; match = PRINTK_INSIDE.exec(line)) {
    if (line.slice(0, match.index).trim() !== '') cuts.push(match.index)
  }
  return cuts
}

function readLine(piece: string, torn: boolean, carried: boolean): ConsoleLine {
  const words = piece.trim()
  const plain = readPlain(words, torn)
  if (plain) return carried ? { ...plain, carried } : plain
  const [whole = '', seconds, caller] = PRINTK_PREFIX.exec(words) ?? []
  const text = whole === '' ? words : words.slice(whole.length).trimStart()
  const line: { -readonly [Key in keyof ConsoleLine]: ConsoleLine[Key] } = { text, torn }
  if (carried) line.carried = true
  if (caller !== undefined) line.caller = caller
  if (seconds === undefined) return line
  line.seconds = Number(seconds)
  const processor = caller === undefined ? PROCESSOR.exec(text) : null
  if (processor) {
    line.text = text.slice(processor[0].length).trimStart()
    line.caller = `C${Number(processor[1] ?? processor[2])}`
    return line
  }
  const vendor = caller === undefined && VENDOR_STARTS.test(text) ? VENDOR_CALLER.exec(text) : null
  if (!vendor) return line
  const [front, ...pids] = vendor
  line.text = text.slice(front.length).trimStart()
  line.caller = `T${pids.find((pid) => pid !== undefined)}`
  return line
}

function readPlain(words: string, torn: boolean): ConsoleLine | undefined {
  if (!MAY_BE_PREFIX.test(words)) return { text: words, torn }
  if (!TIME_ALONE.test(words)) return undefined
  const end = words.indexOf(']')
  return { text: words.slice(end + 2), torn, seconds: Number(words.slice(1, end)) }
}
