import Type from 'typebox'
import { Override } from './bisection-control.ts'
import { verdicts } from './bisection-states.ts'
import { CommitHash, Digest, Id, Time, Words } from './identifiers.ts'
import { RunResult, Signature } from './run-result.ts'

/** A commit of the range with what is known of it on the main target. */
export const Candidate = Type.Object({
  hash: CommitHash,
  position: Type.Integer({ description: '0 is the first after good in topological order.' }),
  subject: Type.String(),
  author: Type.String(),
  committedAt: Time,
  parents: Type.Array(CommitHash),
  verdict: Type.Union([Words(verdicts), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  possible: Type.Boolean({ description: 'Whether it can still be the culprit.' }),
  noop: Type.Boolean({ description: 'Whether it is known or predicted not to change this kernel.' }),
  drift: Type.Union([Type.String(), Type.Null()], {
    description:
      'How its Kconfig answers the target’s configuration otherwise than the good revision’s; null: alike, or not built.',
  }),
  override: Type.Union([Override, Type.Null()], { description: 'The verdict that a person set, if any.' }),
  runs: Type.Integer(),
})
export type Candidate = Type.Static<typeof Candidate>

export const Build = Type.Object({
  id: Id,
  commit: CommitHash,
  reverted: Type.Union([CommitHash, Type.Null()], { description: 'The commit that was reverted on top, if any.' }),
  patched: Type.Union([CommitHash, Type.Null()], {
    description: 'The fix that was applied on top so that it builds, if any.',
  }),
  merged: Type.Union([CommitHash, Type.Null()], { description: 'The commit that was merged into it, if any.' }),
  target: Type.String({ description: 'Name of the target.' }),
  clean: Type.Boolean({
    description:
      'Whether it began with an empty output directory and without a compiler cache. A revision may have one build of each kind; the clean one counts.',
  }),
  result: Words(['built', 'failed', 'conflict'] as const),
  signature: Type.Union([Signature, Type.Null()]),
  imageDigest: Type.Union([Digest, Type.Null()]),
  toolchain: Type.String({ description: 'The compiler’s version line; empty where none ran.' }),
  toolchainId: Type.Union([Digest, Type.Null()], {
    description:
      'Names exactly what built it: the sha-256 of what compiler, assembler and linker say of themselves. All builds of a target have the same; null where none ran, or where it was stored before there were ids.',
  }),
  droppedSymbols: Type.Array(
    Type.Object({ symbol: Type.String(), wanted: Type.String(), got: Type.String(), fragment: Type.String() }),
  ),
  artifacts: Type.Array(Type.Object({ name: Type.String(), digest: Digest, bytes: Type.Integer() })),
  commands: Type.Array(Type.String()),
  worker: Type.String(),
  seconds: Type.Number(),
  finishedAt: Time,
})
export type Build = Type.Static<typeof Build>

export const Run = Type.Object({
  id: Id,
  bisectionId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'The bisection that it belongs to.' })),
  commit: CommitHash,
  reverted: Type.Union([CommitHash, Type.Null()]),
  patched: Type.Union([CommitHash, Type.Null()]),
  merged: Type.Union([CommitHash, Type.Null()]),
  target: Type.String({ description: 'Name of the target.' }),
  attempt: Type.Integer(),
  image: Type.Union([Digest, Type.Null()], {
    description:
      'The image that was booted, as an artifact; null where it was stored before this was noted, when a revision had one image. Where a clean build gave another image, the run does not count.',
  }),
  result: RunResult,
  log: Type.Union([Digest, Type.Null()], { description: 'The console log, as an artifact.' }),
  logBytes: Type.Integer(),
  command: Type.String({ description: 'The exact emulator command line, or the build’s for a build test.' }),
  emulator: Type.String({
    description: 'The emulator’s version line, with the distribution’s revision. All runs of a target have the same.',
  }),
  accelerator: Words(['tcg', 'kvm', 'none'] as const, 'All runs of a target have the same.'),
  worker: Type.String(),
  cpuSeconds: Type.Number(),
  seconds: Type.Number(),
  finishedAt: Time,
})
export type Run = Type.Static<typeof Run>
