export { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts'
export { type EmbeddedOptions, startEmbeddedRedis } from './embedded-redis.ts'
export type { EmbeddedServer } from './embedded-server.ts'
export { createLogger, type Logger, type LoggerOptions } from './logger.ts'
export { Counter, Gauge, Histogram, metrics, type Registry } from './metrics.ts'
export { readProcessSettings, settingsEnvironment } from './process-settings.ts'
export { ServiceError } from './service-error.ts'
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
