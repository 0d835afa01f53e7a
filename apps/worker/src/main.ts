import { createLogger, readProcessSettings, shutdownSignal, startWatchdog } from '@kbisect/settings'
import { runWorker } from './run-worker.ts'

// Code under test may run as another user, and reads what this process lays out for it. The state
// directory is closed to all others.
process.umask(0o022)
const signal = shutdownSignal()
startWatchdog({ name: 'worker' })
const settings = readProcessSettings(({ workerRoles }) => workerRoles)
const logger = createLogger({ name: 'worker', level: settings.logLevel })

try {
  await runWorker(settings, logger, signal, { besideForeignTables: process.argv.includes('--yes') })
  process.exit(0)
} catch (error) {
  logger.fatal({ err: error }, 'the worker ended')
  process.exit(1)
}
