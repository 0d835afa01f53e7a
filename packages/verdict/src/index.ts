export type { ConsoleState, Progress } from './console-reader.ts'
export { ConsoleReader } from './console-reader.ts'
export type { CorpusEntry, CorpusExpectation } from './corpus-entry.ts'
export { readCorpusEntry } from './corpus-entry.ts'
export { failureLine } from './failure-line.ts'
export { failuresShown, warningsOf } from './failures-shown.ts'
export type { CorpusReading, CorpusScore, CorpusTally, NamedEntry } from './judge-corpus.ts'
export { judgeCorpus, mistakes, readEntry } from './judge-corpus.ts'
export { checkMissedBy } from './kernel-checks.ts'
export { findKtap } from './ktap/find-ktap.ts'
export { firstFailedAssertion } from './ktap/first-failed-assertion.ts'
export { KtapReader } from './ktap/ktap-reader.ts'
export type { KtapOutput, KtapResult, KtapStatus } from './ktap/ktap-result.ts'
export { sameFailure } from './same-failure.ts'
export { buildSignature } from './signature.ts'
export { readAddr2line, symbolAddress } from './symbol-address.ts'
export type {
  BootEnding,
  CodePlace,
  FailureKind,
  KernelCheck,
  RunResult,
  Signature,
  Stage,
  TestExpectation,
} from './terms.ts'
export type { WantedFailure } from './wanted-failure.ts'
export { matchesWanted } from './wanted-failure.ts'
export { judgeWordings, type WordingScore } from './wordings/judge-wordings.ts'
export { readWordings, type Wording } from './wordings/read-wordings.ts'
