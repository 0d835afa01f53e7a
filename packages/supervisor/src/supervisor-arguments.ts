import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ServiceError } from '@kbisect/settings'
import type { ServiceApps } from './launch-service.ts'

/** Exit status of a supervisor that found another one at work. */
export const ALREADY_RUNNING = 3

/** What a supervisor writes before the reason why it cannot start. */
export const COULD_NOT_START = 'kbisect could not start: '
/** What it writes before the hint. */
export const HINT = '\nHint: '

export interface SupervisorArguments {
  readonly apps: ServiceApps
  readonly workers: number
  /** Migrate the database also if it has tables of another program. */
  readonly besideForeignTables: boolean
  /** Nobody watches: only the log is written. */
  readonly quiet: boolean
}

/** @throws ServiceError `usage` */
export function readArguments(args: readonly string[]): SupervisorArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      api: { type: 'string' },
      worker: { type: 'string' },
      workers: { type: 'string', default: '1' },
      yes: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
    },
  })
  const { api, worker, workers, yes, quiet } = values
  if (!api || !worker) {
    throw new ServiceError('usage', 'the paths of the API and of the worker are missing', {
      hint: 'supervisor-main.js --api FILE --worker FILE [--workers N] [--yes] [--quiet]',
    })
  }
  if (!/^[1-9]\d?$/.test(workers)) {
    throw new ServiceError('usage', `--workers is ${JSON.stringify(workers)}, expected a whole number from 1 to 99`)
  }
  return {
    apps: { api: resolve(api), worker: resolve(worker) },
    workers: Number(workers),
    besideForeignTables: yes,
    quiet,
  }
}
