import Type from 'typebox'
import { BisectionRequest } from './bisection-request.ts'
import { Kcidb } from './kcidb.ts'
import { Regression } from './regression.ts'

const { tree, branch, good, bad, target, test, failure, alsoTest } = BisectionRequest.properties

/** A regression that somebody saw, in our own words. */
export const RegressionRequest = Type.Object(
  {
    tree,
    good,
    bad,
    target,
    branch,
    test,
    failure,
    alsoTest,
    why: Type.Optional(Type.String({ maxLength: 2000, description: 'Where it was seen: a link, a name.' })),
  },
  { additionalProperties: false, description: 'A regression in our own words.' },
)
export type RegressionRequest = Type.Static<typeof RegressionRequest>

/** Either form in which a regression can be reported to us. */
export const RegressionImport = Type.Union([RegressionRequest, Kcidb])
export type RegressionImport = Type.Static<typeof RegressionImport>

/** The answer to a report of one. */
export const RegressionReported = Type.Object({
  ...Regression.properties,
  note: Type.Union([Type.String(), Type.Null()], {
    description: 'What was understood otherwise than it was written, and why no bisection was started.',
  }),
})
export type RegressionReported = Type.Static<typeof RegressionReported>
