import { FirstLetters } from './first-letters.ts'

const CLOCK = String.raw`\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?`
const ZONE = String.raw`(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`
const ISO = String.raw`\d{4}[-/]\d\d[-/]\d\d[T _]${CLOCK}${ZONE}`
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const DATE = String.raw`(?:${DAY},? )?(?:${MONTH} {1,2}\d{1,2}|\d{1,2} ${MONTH})(?: \d{4})? ${CLOCK}(?: [A-Z]{3,5})?(?: \d{4})?`
const TIME = `(?:${ISO}|${DAY} ${ISO}(?: [A-Z]{3,5})?|${DATE}|${CLOCK})`
const PRINTK = String.raw`\[ *\d{1,10}\.\d{1,9}\]`

type Row = readonly [pattern: RegExp, to?: (match: RegExpExecArray) => string]

/**
 * `<4>`, `6,416,1799185,-,caller=T12;`: the record of /dev/kmsg, as netconsole sends it too. Its
 * time counts microseconds.
 */
const KMSG: Row = [
  /^(?:\d[\w.+-]{0,80},)?\d{1,3},\d{1,20},(\d{1,16}),[-+c]((?:,[a-z]{1,16}=[^;,]{0,32}){0,4});/,
  ([, micros, fields = '']) => {
    const caller = /,caller=([TC]\d{1,9})/.exec(fields)?.[1]
    return `[${(Number(micros) / 1_000_000).toFixed(6)}]${caller === undefined ? '' : `[${caller}]`} `
  },
]

/** Android's log takes the first word of the kernel's line for a tag. */
const withTag = ([, tag = '']: RegExpExecArray): string => (tag === '' ? '' : `${tag}: `)

/**
 * What others put in front of a line of the kernel. Each is anchored, and what repeats in it is
 * bounded.
 */
const ROWS: readonly Row[] = [
  // A mail that quotes. `>ffff8880` of KASAN is no quote.
  [/^>(?:[> ]|(?=[[<]))[> ]{0,40}/],
  [/^<\d{1,3}>1 \S{1,40} \S{1,255} kernel \S{1,128} \S{1,32} (?:-|\[[^\]]{0,400}\]) ?/],
  [new RegExp(`^<\\d{1,3}>(?=${TIME})`)],
  [
    /^(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6} {1,8}(?:root {1,8})?0 {1,8}0 [VDIWEF] ([^: ][^:]{0,40}?|) {0,40}: ?/,
    withTag,
  ],
  [/^[VDIWEF]\/([^( ][^(]{0,40}?|) {0,40}\( {0,8}0\): ?/, withTag],
  // Continuous integration: "[step] 2024-01-01T12:00:00.1234567Z text", GitLab's
  // "2024-01-01T12:00:00.123456Z 01O text".
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z(?: \d\d[OE][ +])? ?/],
  // dmesg -x, and syslog's facility
  [/^(?:kern|user|daemon|syslog) {0,4}:(?:emerg|alert|crit|err|warn|notice|info|debug) {0,4}: ?/],
  // dmesg -T, -e, -d; loggers of serial lines; ts; journalctl in its formats; syslog; logread
  [
    new RegExp(
      `^\\[(?:${TIME}|${MONTH} {1,2}\\d{1,2} \\d\\d:\\d\\d| {0,8}\\+\\d{1,6}[.,]\\d{6}|1\\d{9}\\.\\d{1,9}(?=\\] {0,2}[[<]))\\]:? ?`,
    ),
  ],
  [/^\[( *\d{1,10}\.\d{6}) <[ +]*\d{1,10}[.,]\d{6}>\] ?/, ([, seconds]) => `[${seconds}] `],
  [new RegExp(`^\\(${TIME}\\):? ?`)],
  [
    new RegExp(
      `^(?:${TIME}|1\\d{9}\\.\\d{3,9}) {1,3}(?:\\S{1,80} {1,3})?(?:[a-z]{3,8}\\.[a-z]{3,8} )?kernel(?:\\[[^\\] ]{0,20}\\])?: ?`,
    ),
  ],
  [new RegExp(`^(?:${TIME}|1\\d{9}\\.\\d{3,9})(?:: {0,2}| {1,3}|$)`)],
  [/^kernel: /],
  [new RegExp(`^(${PRINTK}) (?:[^\\s:]{1,80} )?kernel(?:\\[[^\\] ]{0,20}\\])?: ?`), ([, own]) => `${own} `],
  // journalctl -o verbose, -o export
  [/^MESSAGE=/],
  KMSG,
]

const BY_LETTER = new FirstLetters(ROWS, ([pattern]) => pattern)

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }
const ENTITY = /&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,6})|#x([0-9a-f]{1,5}));/g
const TAG = /<\/?(?:pre|code|span|div|p|td|tr|br|samp)(?: [^<>]{0,200})?\/?>/g

function withoutMarkup(line: string): string {
  if (!line.includes(';') && !line.includes('<')) return line
  return line.replace(TAG, '').replace(ENTITY, (whole, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code >= 32 && code < 0xd800 ? String.fromCharCode(code) : whole
  })
}

const STRING_AFTER_KEY = /" ?: ?("(?:[^"\\]|\\.)*")/y

/**
 * The message of an object of the journal (`-o json`) or of LAVA (`output.yaml`); undefined where
 * another program spoke.
 */
function messageOf(line: string): string | undefined {
  const stringOf = (key: string): string | undefined => {
    const at = line.indexOf(`"${key}"`)
    if (at < 0) return undefined
    STRING_AFTER_KEY.lastIndex = at + key.length + 1
    const text = STRING_AFTER_KEY.exec(line)?.[1]
    return text === undefined ? undefined : parsed(text)
  }
  const journal = stringOf('MESSAGE')
  if (journal !== undefined) return ['kernel', undefined].includes(stringOf('_TRANSPORT')) ? journal : undefined
  return stringOf('lvl') === 'target' ? stringOf('msg') : undefined
}

function parsed(text: string): string | undefined {
  try {
    return String(JSON.parse(text))
  } catch {
    return undefined
  }
}

const OBJECT = /^(?:[-,[] {0,2})?\{/
// "boot\tRun kernel\t2024-01-01T12:00:00.1234567Z text", as `gh run view --log` prints a job.
const OF_A_JOB = /^\S.{0,160}? (?=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z )/
// Most lines of a kernel: nothing was put in front of them.
const PLAIN = /^\[ *\d{1,9}\.\d{6}\](?! (?:\S{1,80} )?kernel)/
const MOST_CARRIERS = 8

/**
 * A line without what those who stored or forwarded it put in front: `dmesg -T`, the journal,
 * syslog, logcat, netconsole, loggers of serial lines, continuous integration, quoted mail, HTML.
 * The kernel's own time and caller stay in front, in printk's form.
 * @param line without control characters
 * @returns undefined where nothing was put in front
 */
export function withoutCarrier(line: string): string | undefined {
  if (PLAIN.test(line) && !line.includes('&')) return undefined
  let rest = withoutMarkup(line).trimStart()
  if (OBJECT.test(rest)) rest = messageOf(rest) ?? rest
  else if (rest.includes('Z ')) rest = rest.replace(OF_A_JOB, '')
  for (let count = 0; count < MOST_CARRIERS; count++) {
    const next = stripped(rest)
    if (next === undefined) break
    rest = next
  }
  return rest === line.trimStart() ? undefined : rest
}

function stripped(line: string): string | undefined {
  for (const [pattern, to] of BY_LETTER.of(line)) {
    const match = pattern.exec(line)
    if (match) return `${to?.(match) ?? ''}${line.slice(match[0].length).trimStart()}`
  }
  return undefined
}
