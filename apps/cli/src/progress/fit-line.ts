const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u

/** A line cut to the width of the screen, so that it takes one row and can be painted over. */
export function fitLine(line: string, columns: number): string {
  let width = 0
  let fits = ''
  for (const { segment } of letters.segment(line)) {
    const letter = WIDE.test(segment) ? 2 : 1
    // The last column is kept for the mark that something was cut.
    if (width + letter <= columns - 1) fits += segment
    width += letter
  }
  return width <= columns ? line : `${fits}…`
}
