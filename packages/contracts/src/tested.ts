import Type from 'typebox'
import { CommitHash, Id, Time, Words } from './identifiers.ts'
import { testKinds } from './test-kind.ts'

const Counts = {
  passes: Type.Integer(),
  failures: Type.Integer(),
  others: Type.Integer({ description: 'Runs that told nothing.' }),
  bisectionId: Type.Union([Id, Type.Null()], { description: 'The bisection that tested it last.' }),
  testedAt: Time,
}

const What = {
  commit: CommitHash,
  subject: Type.Union([Type.String(), Type.Null()]),
  committedAt: Type.Union([Time, Type.Null()]),
}

/** How one commit did in one test on one target, over all bisections of its tree. */
export const TestResult = Type.Object({ ...What, ...Counts })
export type TestResult = Type.Static<typeof TestResult>

/** A commit of a tree that was tested, with all its results. */
export const Revision = Type.Object({
  ...What,
  testedAt: Time,
  results: Type.Array(Type.Object({ target: Type.String(), test: Words(testKinds), ...Counts })),
})
export type Revision = Type.Static<typeof Revision>
