export { ConflictError, type FieldError, NotFoundError, RequestError, WithdrawnError } from './model/errors.ts'
export type { MeasuredSeconds } from './model/expectation.ts'
export * from './model/facts.ts'
export { EnvironmentDiffers, type Pin, type PinKind, pinsOfBuild, pinsOfRun, requirePinned } from './model/pin.ts'
export * from './model/ports.ts'
export * from './model/work-ports.ts'
export { regressionReported } from './notify/notifications.ts'
export { notify } from './notify/send-notifications.ts'
export { type Plan, type PlanInput, plan } from './plan/plan.ts'
export { RangeMemory } from './prior/range-memory.ts'
export { type AdvancePorts, advanceBisection } from './usecases/advance-bisection.ts'
export { cancelBisection, removeBisection, resumeBisection } from './usecases/control-bisection.ts'
export {
  type ImportedRegression,
  type ImportPorts,
  importRegression,
  type RegressionImports,
  type Reported,
} from './usecases/import-regression.ts'
export { overrideVerdict } from './usecases/override-verdict.ts'
export { addCoordinatorDeath } from './usecases/pause-bisection.ts'
export { previewBisection } from './usecases/preview-bisection.ts'
export { reconcileBisections } from './usecases/reconcile-bisections.ts'
export { rerunCandidate } from './usecases/rerun-candidate.ts'
export { resolveTargets } from './usecases/resolve-targets.ts'
export { retryBisection } from './usecases/retry-bisection.ts'
export { type Started, startBisection } from './usecases/start-bisection.ts'
export { triageRegression } from './usecases/triage-regression.ts'
export { waitingFor } from './usecases/waiting-for.ts'
export { bootLimits } from './work/boot-limits.ts'
export { performBoot } from './work/perform-boot.ts'
export { performBuild } from './work/perform-build.ts'
export type { TaskReference, WorkPorts } from './work/perform-task.ts'
