import Type from 'typebox'
import { TreeName } from './tree.ts'

/** What happened in a tree on a day. */
export const TrendDay = Type.Object({
  tree: TreeName,
  day: Type.String({ description: 'As YYYY-MM-DD, in UTC.' }),
  failing: Type.Integer({
    description: 'Commits, each on a target with a test, that were tested last on this day and failed at least once.',
  }),
  passing: Type.Integer({ description: 'Those that were tested last on this day and never failed.' }),
  regressions: Type.Integer({ description: 'Regressions that were found.' }),
  bisections: Type.Integer({ description: 'Bisections that ended.' }),
  culprits: Type.Integer({ description: 'Of these, those that named a commit.' }),
})
export type TrendDay = Type.Static<typeof TrendDay>

/** How trees did over the last days. */
export const Trends = Type.Object({
  days: Type.Integer({ description: 'How many days it looks back, today included.' }),
  items: Type.Array(TrendDay, {
    maxItems: 10_000,
    description: 'By day and tree, the oldest first; days on which nothing happened are left out.',
  }),
})
export type Trends = Type.Static<typeof Trends>
