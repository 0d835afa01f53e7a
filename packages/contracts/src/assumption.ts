import Type from 'typebox'
import { Words } from './identifiers.ts'

/** What the evidence for a culprit can depend on beside the source of the commit. */
export const assumptionKinds = [
  'patched build',
  'manual verdict',
  'one host',
  'toolchain',
  'emulator',
  'cached image',
  'clean build',
  'skipped commit',
  'revert',
  'clock',
] as const

/**
 * One thing other than the culprit that could explain the evidence, and whether further runs ruled
 * it out.
 */
export const Assumption = Type.Object({
  kind: Words(assumptionKinds),
  text: Type.String({ description: 'What the evidence depends on, in one sentence for people.' }),
  state: Words(
    ['settled', 'open'] as const,
    'settled: further runs ruled this explanation out; open: it is still possible.',
  ),
  lowersLabel: Type.Boolean({
    description: 'Whether the label is `probable` because of it. An assumption that is settled never lowers the label.',
  }),
})
export type Assumption = Type.Static<typeof Assumption>
export type AssumptionKind = Assumption['kind']
