/**
 * A section of text in one style. `style` is a list of class names of ours, never text from a log.
 */
export interface Span {
  readonly text: string
  readonly style: string
}

const esc = '\u001b'

// CSI sequences, OSC sequences (ended by BEL or ST; cut ones up to the next control), and
// two-character escapes.
const sequence = new RegExp(
  `${esc}\\[([0-?]*)([ -/]*)([@-~])|${esc}\\][^\\p{Cc}]*(?:\\u0007|${esc}\\\\)?|${esc}[ -/]*[0-~]?`,
  'gu',
)

interface Style {
  readonly colour: number | undefined
  readonly bold: boolean
}

const noStyle: Style = { colour: undefined, bold: false }

/**
 * Splits a console line at its ANSI colours. The 16 classic colours and bold are kept as class
 * names, all other sequences are dropped, and control characters that remain are made visible.
 */
export function ansiSpans(line: string): Span[] {
  const spans: Span[] = []
  let style = noStyle
  let from = 0
  const add = (text: string) => {
    if (text) spans.push({ text: visible(text), style: className(style) })
  }
  for (const match of line.matchAll(sequence)) {
    add(line.slice(from, match.index))
    from = match.index + match[0].length
    if (match[3] === 'm' && !match[2]) style = restyle(style, match[1] ?? '')
  }
  add(line.slice(from))
  return spans
}

const plain = /^[\t -~]*$/

/** The line's text alone, as {@link ansiSpans} shows it. */
export function plainText(line: string): string {
  // Of a hundred thousand lines hardly one has anything of that kind.
  return plain.test(line) ? line : visible(line.replace(sequence, ''))
}

function restyle(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number)
  let next = style
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0
    if (code === 38 || code === 48) {
      // Extended colours carry their own parameters, which must not be read as codes.
      index += codes[index + 1] === 5 ? 2 : 4
    } else if (code === 0) next = noStyle
    else if (code === 1) next = { ...next, bold: true }
    else if (code === 22) next = { ...next, bold: false }
    else if (code === 39) next = { ...next, colour: undefined }
    else if (code >= 30 && code <= 37) next = { ...next, colour: code - 30 }
    else if (code >= 90 && code <= 97) next = { ...next, colour: code - 90 + 8 }
  }
  return next
}

function className({ colour, bold }: Style): string {
  const names = [colour === undefined ? '' : `ansi-${colour}`, bold ? 'ansi-bold' : '']
  return names.filter(Boolean).join(' ')
}

// Control and format characters but tab: those that reorder or hide text would make a log look like
// what it is not.
const hidden = /(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

function visible(text: string): string {
  return text.replace(hidden, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : '\ufffd'
  })
}
