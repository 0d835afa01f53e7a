export { type FreeSpace, FreeSpaceWatch, freeSpaceWords, nearestDirectory, readFreeSpace } from './free-space.ts'
export { keptSecret } from './kept-secret.ts'
export { createLogger, type Logger, type LoggerOptions } from './logger.ts'
export { LOGIN_MINUTES, loginLink, readLoginCode } from './login-code.ts'
export { Counter, Gauge, Histogram, metrics, type Registry } from './metrics.ts'
export { readProcessSettings, settingsEnvironment } from './process-settings.ts'
export { debianPostgresDirectories, directoriesWith, pathDirectories, programFiles } from './programs.ts'
export { ServiceError } from './service-error.ts'
export { secretsKeys, sessionKey } from './service-keys.ts'
export {
  type Machine,
  readSettings,
  type SettingMistake,
  type Settings,
  SettingsError,
  type WorkerRole,
} from './settings.ts'
export { shutdownSignal } from './shutdown.ts'
export { closeDirectory, prepareState, type StateLayout, stateLayout } from './state-layout.ts'
export { findToken, serviceToken } from './token.ts'
export { startWatchdog, type WatchdogOptions } from './watchdog.ts'
export { wrapText } from './wrap-text.ts'
export { writeWhole } from './write-whole.ts'
