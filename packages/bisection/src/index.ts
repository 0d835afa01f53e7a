export { type AdvancePorts, advanceBisection } from './advance-bisection.ts'
export { announce } from './announce.ts'
export { regressionReported } from './announcements.ts'
export { bootLimits } from './boot-limits.ts'
export { cancelBisection, removeBisection, resumeBisection } from './control-bisection.ts'
export { ConflictError, type FieldError, NotFoundError, RequestError, WithdrawnError } from './errors.ts'
export type { MeasuredSeconds } from './expectation.ts'
export * from './facts.ts'
export {
  type ImportedRegression,
  type ImportPorts,
  importRegression,
  type RegressionImports,
  type Reported,
} from './import-regression.ts'
export { markRegression } from './mark-regression.ts'
export { overrideVerdict } from './override-verdict.ts'
export { addCoordinatorDeath } from './pause-bisection.ts'
export { performBoot } from './perform-boot.ts'
export { performBuild } from './perform-build.ts'
export type { TaskReference, WorkPorts } from './perform-task.ts'
export { EnvironmentDiffers, type Pin, type PinKind, pinsOfBuild, pinsOfRun, requirePinned } from './pin.ts'
export { type Plan, type PlanInput, plan } from './plan.ts'
export * from './ports.ts'
export { previewBisection } from './preview-bisection.ts'
export { RangeMemory } from './range-memory.ts'
export { reconcileBisections } from './reconcile-bisections.ts'
export { rerunCandidate } from './rerun-candidate.ts'
export { resolveTargets } from './resolve-targets.ts'
export { retryBisection } from './retry-bisection.ts'
export { type ControlPorts, type Started, startBisection } from './start-bisection.ts'
export * from './work-ports.ts'
