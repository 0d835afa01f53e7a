const TAB = 4

/** What the runner of kselftest prints in front of each line of a program. */
export const HASH = '# '

/** Where a line of KTAP stands. */
export interface Place {
  /** Blanks and `# ` of the runner of kselftest, of as many programs as are within each other. */
  readonly lead: string
  /** Columns of the blanks behind `lead`. */
  readonly width: number
}

/** Returns the order of two places: negative where the first stands further out. */
export function compare(one: Place, other: Place): number {
  return one.lead.length - other.lead.length || one.width - other.width
}

/** Returns where the lines of a program stand that the runner of kselftest starts at a place. */
export const behindHash = ({ lead, width }: Place): Place => ({ lead: `${lead}${' '.repeat(width)}${HASH}`, width: 0 })

/** Returns the columns of blanks; a tabulator is as wide as KUnit's indentation. */
export const widthOf = (blanks: string): number => blanks.length + (TAB - 1) * (blanks.split('\t').length - 1)
