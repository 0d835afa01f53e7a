import Type from 'typebox'
import { Digest, Id } from './identifiers.ts'

/** An option of a kernel configuration whose value differs. */
export const ConfigDifference = Type.Object({
  option: Type.String({ description: 'Without CONFIG_ in front.' }),
  from: Type.Union([Type.String(), Type.Null()], {
    description: 'As in the file: y, m, n, 4, "text"; null: the file does not name it.',
  }),
  to: Type.Union([Type.String(), Type.Null()]),
})
export type ConfigDifference = Type.Static<typeof ConfigDifference>

/** What differs between two stored configurations, as the kernel's scripts/diffconfig tells it. */
export const ConfigComparison = Type.Object({
  from: Digest,
  to: Digest,
  differences: Type.Array(ConfigDifference, { maxItems: 50_000, description: 'By the names of the options.' }),
})
export type ConfigComparison = Type.Static<typeof ConfigComparison>

/** What differs between two bisections. */
export const BisectionComparison = Type.Object({
  first: Id,
  second: Id,
  differences: Type.Array(
    Type.Object({
      field: Type.String({ description: 'As in the answer for a bisection: request.good, result.culprit.hash.' }),
      first: Type.Unknown({ description: 'Null where it has no such field.' }),
      second: Type.Unknown(),
    }),
    { maxItems: 1000, description: 'Of requests, targets and results; at most 1,000.' },
  ),
})
export type BisectionComparison = Type.Static<typeof BisectionComparison>
