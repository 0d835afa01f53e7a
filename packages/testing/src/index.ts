export type { ApiClient } from './api-client.ts'
export { codeBlocks } from './docs/code-blocks.ts'
export { type BuildFinisher, openBuildFinisher } from './finish-builds.ts'
export { type GitServer, startGitServer } from './git-server.ts'
export type { ToyHistory } from './history.ts'
export { createToyHistory } from './history.ts'
export { type KillableProgram, startKillableProgram } from './killable-program.ts'
export { MemoryArtifacts } from './memory-artifacts.ts'
export { hashOf, MemoryHistory, type NamedHistory } from './memory-history.ts'
export { MemoryQueue } from './memory-queue.ts'
export { type MemoryEvent, MemoryStore } from './memory-store.ts'
export { memorySurroundings } from './memory-surroundings.ts'
export { OTHER_GCC, otherGccInstead } from './other-gcc.ts'
export {
  brokenBy,
  buildFailure,
  dmaPanic,
  flakyPanic,
  goodNotAncestor,
  harmless,
  inheritedFailure,
  linearPanic,
  mergeCulprit,
  nothingWrong,
  revertConflicts,
  scriptFailure,
  TOY_DMA_FRAGMENT,
  tangledMerges,
  x86Panic,
} from './plans.ts'
export { type Program, startProgram } from './program.ts'
export { type SeedOptions, seedDatabase } from './seed/seed-database.ts'
export { startTestServices, type TestServices } from './services.ts'
export { type ProcessKind, processKinds, type SupervisedProgram, startSupervisedProgram } from './supervised-program.ts'
export { behavioursOf, parentsOf } from './toy-commits.ts'
export type { ToyArch, ToyBehaviour, ToyCommit, ToyPlan, ToySlot } from './toy-plan.ts'
export { TOY_SOURCES } from './toy-sources.ts'
export { type KernelBehaviour, panics, passes, startWatchWorlds, type WatchWorld } from './watch-world.ts'
export { type ReceivedWebhook, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'
