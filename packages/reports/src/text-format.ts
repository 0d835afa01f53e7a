import { stripVTControlCharacters } from 'node:util'

export const WIDTH = 72

// Control characters, and those that change the direction of the text around them or cannot be
// seen.
const UNSEEN = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu

/** Text from outside as one harmless line: no control characters, no line breaks, single spaces. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()
}

/** One line of a console or a commit message, its spaces kept. */
export function plainLine(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\t', '        ').replace(UNSEEN, '').trimEnd()
}

/**
 * Fills lines up to {@link WIDTH} columns. A word that is longer (a URL) stays whole on its own
 * line.
 */
export function wrap(text: string, first = '', rest = first): string {
  const lines: string[] = []
  let line = first
  let empty = true
  for (const word of text.split(' ').filter((part) => part !== '')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = rest
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line].join('\n')
}

const LONGEST_SHOWN = 400

/**
 * Returns a line of a log or a commit message behind a prefix, unfolded, so that it can be searched
 * for; the end of a very long one is left out.
 */
export function wholeLine(line: string, prefix: string): string {
  const shown = line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN - 3)}...` : line
  return `${prefix}${shown}`.trimEnd()
}

/**
 * Returns a moment as git shows it: `Sun Mar 1 10:00:00 2026 +0000`; what is no moment as it is.
 */
export function gitDate(moment: string): string {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return oneLine(moment)
  const [weekday = '', day, month, year, time] = date.toUTCString().split(' ')
  return `${weekday.replace(',', '')} ${month} ${Number(day)} ${time} ${year} +0000`
}

/** `name:` padded to a column, then the value, its further lines under its first. */
export function field(name: string, value: string, column = 16): string {
  return wrap(value, `  ${`${name}:`.padEnd(column)}`, ' '.repeat(column + 2))
}

/** A headed part of a report; empty when nothing is in it. */
export function section(title: string, lines: readonly string[]): string {
  const body = lines.filter((line) => line !== '')
  return body.length === 0 ? '' : `${title}\n${'-'.repeat(title.length)}\n${body.join('\n')}`
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

const MOST_LISTED = 4

/** The same, of which no more than four are named: `a, b, c, d and 3 others`. */
export function shortList(words: readonly string[]): string {
  const rest = words.length - MOST_LISTED
  if (rest <= 0) return list(words)
  return list([...words.slice(0, MOST_LISTED), `${rest} other${rest === 1 ? '' : 's'}`])
}

/** `1 run`, `3 runs`, `4,812 runs`. */
export function count(number: number, word: string): string {
  return `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`
}

/** `52 %`, `3.2 %`; never a certainty that nobody has. */
export function percent(probability: number): string {
  if (probability >= 0.9995) return 'over 99.9 %'
  if (probability < 0.0005) return 'under 0.1 %'
  const value = probability * 100
  const digits =
    value < 9.95 || value >= 99 ? (Math.floor(value * 10) / 10).toFixed(1) : `${Math.min(99, Math.round(value))}`
  return `${digits.replace(/\.0$/, '')} %`
}

/** `2 h 5 min`, `3 min 20 s`, `12 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`
}

/** With a first letter that begins a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The first twelve digits, as kernel commits are quoted. */
export function short(hash: string): string {
  return hash.slice(0, 12)
}
