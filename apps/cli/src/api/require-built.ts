import { existsSync } from 'node:fs'
import type { ServiceApps } from '@kbisect/service'
import { CliError } from '../cli-error.ts'

/** @throws CliError unless the service's programs are there */
export function requireBuilt(apps: ServiceApps): void {
  const missing = Object.values(apps).find((program: string) => !existsSync(program))
  if (missing !== undefined)
    throw new CliError(`the service is not built: there is no ${missing}`, { hint: 'npm run setup' })
}
