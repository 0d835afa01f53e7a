import Type from 'typebox'
import { Time, Words } from './identifiers.ts'
import { Architecture } from './target.ts'

const Slots = (description: string) => Type.Object({ build: Type.Integer(), boot: Type.Integer() }, { description })

/** A worker process that is alive. */
export const WorkerPresence = Type.Object({
  name: Type.String(),
  roles: Type.Array(Words(['coordinator', 'build', 'boot'] as const)),
  build: Type.Array(Architecture),
  boot: Type.Array(Architecture),
  toolchains: Type.Array(Type.String(), {
    description: 'What it builds with, by the names that a target can ask for: gcc 12.2.0 (arm, arm64).',
  }),
  jobs: Type.Array(Type.String({ description: 'What it does now.' })),
  slots: Slots(
    'Builds and boots that it does at once, over all its architectures; none while it closes or its disk is nearly full.',
  ),
  busy: Slots('Builds and boots that it does now.'),
  seenAt: Time,
})
export type WorkerPresence = Type.Static<typeof WorkerPresence>
