import { stripVTControlCharacters } from 'node:util'

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u

/** Yields the letters of a text with their widths in columns of a terminal. */
export function* letterWidths(text: string): Generator<{ readonly letter: string; readonly width: number }> {
  for (const { segment: letter } of letters.segment(text)) yield { letter, width: WIDE.test(letter) ? 2 : 1 }
}

/** Returns how many columns of a terminal a text takes; its colours take none. */
export function textWidth(text: string): number {
  let sum = 0
  for (const { width } of letterWidths(stripVTControlCharacters(text))) sum += width
  return sum
}
