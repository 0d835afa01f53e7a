// Needs vitest, which only tests have: an entry of its own, beside the rest of this package.
export { type ArtifactsUnderTest, describeArtifactStore } from './artifact-store-suite.ts'
export { describeBisectionStore } from './bisection-store-suite.ts'
export { describeHistory, type HistoryUnderTest } from './history-suite.ts'
export type { StoreUnderTest } from './store-under-test.ts'
export {
  boot,
  build,
  commits,
  culpritResult,
  digest,
  hash,
  mainTarget,
  newBisection,
  otherTarget,
  run,
} from './stored-facts.ts'
export { describeTaskQueue, type QueueUnderTest } from './task-queue-suite.ts'
