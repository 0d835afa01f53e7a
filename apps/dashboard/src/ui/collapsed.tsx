import { useState } from 'react'

/**
 * A list that is this much longer than its beginning starts collapsed; a few rows more are not
 * worth a click.
 */
const WORTH_IT = 2

export interface Collapsed<T> {
  /** What is shown. */
  readonly shown: readonly T[]
  /** How many there are, while not all are shown. */
  readonly hiddenOf: number | undefined
  readonly expand: () => void
}

/**
 * Shows the first `most` of a long list until the button is pressed. `mustShow`: the index of a row
 * that has to be seen.
 */
export function useCollapsed<T>(rows: readonly T[], most: number, mustShow = -1): Collapsed<T> {
  const [expanded, setExpanded] = useState(false)
  const isLong = !expanded && rows.length > most * WORTH_IT && mustShow < most
  return {
    shown: isLong ? rows.slice(0, most) : rows,
    hiddenOf: isLong ? rows.length : undefined,
    expand: () => setExpanded(true),
  }
}

/** The button that shows the rest of a collapsed list; nothing where all is shown. */
export function ShowAll<T>({ list, noun }: { list: Collapsed<T>; noun: string }) {
  if (list.hiddenOf === undefined) return null
  return (
    <button type="button" className="button more" onClick={list.expand}>
      Show all {list.hiddenOf.toLocaleString('en')} {noun}
    </button>
  )
}
