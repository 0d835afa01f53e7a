export { type DetachedOptions, startDetachedService, stopService } from './detached-service.ts'
export { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts'
export { type EmbeddedOptions, startEmbeddedRedis } from './embedded-redis.ts'
export type { EmbeddedServer } from './embedded-server.ts'
export { type FreeSpace, FreeSpaceWatch, freeSpaceWords, nearestDirectory, readFreeSpace } from './free-space.ts'
export { type LaunchOptions, launchService, type RunningService, type ServiceApps } from './launch-service.ts'
export { createLogger, type Logger, type LoggerOptions } from './logger.ts'
export { Counter, Gauge, Histogram, metrics, type Registry } from './metrics.ts'
export { freePort } from './ports.ts'
export { findPostgres } from './postgres-programs.ts'
export { readProcessSettings, settingsEnvironment } from './process-settings.ts'
export { programFiles } from './programs.ts'
export { ServiceError } from './service-error.ts'
export { secretsKeys, sessionKey } from './service-keys.ts'
export { findService, type ServiceRecord } from './service-record.ts'
export {
  type Machine,
  readSettings,
  type SettingMistake,
  type Settings,
  SettingsError,
  type WorkerRole,
} from './settings.ts'
export { shutdownSignal } from './shutdown.ts'
export { prepareState, type StateLayout, stateLayout } from './state-layout.ts'
export { findToken, serviceToken } from './token.ts'
export { startWatchdog, type WatchdogOptions } from './watchdog.ts'
export { wrapText } from './wrap-text.ts'
