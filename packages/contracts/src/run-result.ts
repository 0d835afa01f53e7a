import Type from 'typebox'
import type { failureKinds } from './failure-kinds.ts'

export { failureKinds } from './failure-kinds.ts'
export type FailureKind = (typeof failureKinds)[number]

/** The normalised description of a failure; equal signatures mean the same failure. */
export const Signature = Type.Object({
  kind: Type.String({ description: 'One of the kinds that a request may ask for: panic, oops, hang …' }),
  function: Type.Optional(Type.String()),
  place: Type.Optional(Type.String()),
  text: Type.String({
    description: 'The failure in one line, without addresses and numbers: what is compared, not what was printed.',
  }),
  line: Type.Optional(
    Type.String({
      description:
        'The line of the console or the compiler that begins the report, as printed, without its time; no part of what makes failures equal. Absent where nothing was printed, and in what was stored before there were lines.',
    }),
  ),
  trace: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Functions of the call trace, innermost first; no part of what makes failures equal.',
    }),
  ),
  source: Type.Optional(
    Type.String({ description: 'The source file and line of the place, where the build could tell: mm/cma.c:203.' }),
  ),
})
export type Signature = Type.Static<typeof Signature>

const Warnings = Type.Optional(
  Type.Array(Signature, { description: 'Reports of a kernel that went on: warnings, lockdep, sanitizers, stalls.' }),
)

/** What one run showed. */
export const RunResult = Type.Union([
  Type.Object({
    kind: Type.Literal('passed'),
    warnings: Warnings,
    checksOff: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Checks of the kernel that had stopped looking, as lockdep does: the pass says nothing of what they report.',
      }),
    ),
  }),
  Type.Object({
    kind: Type.Literal('failed'),
    signature: Signature,
    stage: Type.String({ description: 'Where the kernel broke, or how far its console got.' }),
    frame: Type.Optional(
      Type.Object({ symbol: Type.String(), offset: Type.Integer() }, { description: 'The place in the image.' }),
    ),
    warnings: Warnings,
  }),
  Type.Object({ kind: Type.Literal('skipped'), reason: Type.String() }),
  Type.Object({ kind: Type.Literal('infrastructure'), reason: Type.String() }),
])
export type RunResult = Type.Static<typeof RunResult>
