import { createLogger, readProcessSettings, shutdownSignal } from '@kbisect/service'
import { runWorker } from './run-worker.ts'

const signal = shutdownSignal()
const settings = readProcessSettings(({ workerRoles }) => workerRoles)
const logger = createLogger({ name: 'worker', level: settings.logLevel })

try {
  await runWorker(settings, logger, signal)
  process.exit(0)
} catch (error) {
  logger.fatal({ err: error }, 'the worker ended')
  process.exit(1)
}
