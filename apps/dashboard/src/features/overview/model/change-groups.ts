import type { OverviewChange, OverviewChangeKind } from '@kbisect/contracts'

/** A kind of change in words, and its changes, newest first. */
export interface ChangeGroup {
  readonly title: string
  readonly changes: readonly OverviewChange[]
}

/** What is to be acted on comes first. */
const TITLES: Readonly<Record<OverviewChangeKind, string>> = {
  found: 'New regressions',
  'came back': 'Came back',
  'affects more': 'On one more target',
  gone: 'Gone',
  fixed: 'Fixed',
}

/** The kinds of change that there are. */
export function changeGroups(changes: readonly OverviewChange[]): ChangeGroup[] {
  return Object.entries(TITLES).flatMap(([kind, title]) => {
    const same = changes.filter((change) => change.kind === kind)
    return same.length === 0 ? [] : [{ title, changes: same }]
  })
}
