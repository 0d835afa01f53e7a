import { LINE_LIMIT } from '@kbisect/text'
import { ESCAPE_SEQUENCE, insideCuts, PRINTK_PREFIX } from '../console-lines.ts'

/** A line of a console with its indentation. */
export interface IndentedText {
  readonly text: string
  /** Its end is missing: the kernel wrote into the line, or it is cut off. */
  readonly torn: boolean
  /** Printk put its stamp or level in front of it. */
  readonly stamped: boolean
}

// Whatever is not printed, but for the tabulator.
const CONTROLS = /[^\P{Cc}\t]|\uFEFF/gu

/**
 * Returns what a raw line of a console holds, freed of the stamps of printk, with its indentation:
 * mostly one text; several where the kernel wrote into another line.
 * @param cut nothing ended the line
 */
export function indentedTexts(raw: string, cut: boolean): readonly IndentedText[] {
  const endless = cut || raw.length >= LINE_LIMIT
  const clean = raw.slice(0, LINE_LIMIT).replace(ESCAPE_SEQUENCE, '').replace(CONTROLS, '')
  const bracket = clean.indexOf('[', 1)
  const cuts = bracket < 0 ? [] : insideCuts(clean, bracket)
  return [...cuts, clean.length].map((end, index) => {
    const piece = clean.slice(cuts[index - 1] ?? 0, end)
    const prefix = PRINTK_PREFIX.exec(piece)?.[0].length ?? 0
    // Without a stamp it takes a blank of the indentation.
    const stamped = prefix > 1
    return {
      text: (stamped ? piece.slice(prefix) : piece).trimEnd(),
      torn: endless || index < cuts.length,
      stamped,
    }
  })
}
