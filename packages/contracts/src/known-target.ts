import Type from 'typebox'
import { AskedTarget } from './config-files.ts'
import { Time } from './identifiers.ts'

/** A target that a tree was bisected on before. */
export const KnownTarget = Type.Object({
  name: Type.String(),
  request: AskedTarget,
  lastUsedAt: Time,
})
export type KnownTarget = Type.Static<typeof KnownTarget>
