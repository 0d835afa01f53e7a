import Type from 'typebox'
import { CommitHash, Id, Time } from './identifiers.ts'
import { Signature } from './signal.ts'
import { TreeName } from './tree.ts'

/** A test that passed on a tree and target, and now fails. */
export const Regression = Type.Object({
  id: Id,
  bisectionId: Id,
  tree: TreeName,
  good: CommitHash,
  bad: CommitHash,
  target: Type.String({ description: 'Name of the main target.' }),
  test: Type.String(),
  signature: Type.Union([Signature, Type.Null()]),
  foundAt: Time,
})
export type Regression = Type.Static<typeof Regression>
