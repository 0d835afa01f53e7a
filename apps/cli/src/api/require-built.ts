import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ServiceApps } from '@kbisect/supervisor'
import { shellWord } from '@kbisect/text'
import { CliError } from '../cli-error.ts'

const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url))

/** @throws CliError unless the service's programs are there */
export function requireBuilt(apps: ServiceApps): void {
  const missing = Object.values(apps).find((program: string) => !existsSync(program))
  if (missing !== undefined)
    throw new CliError(`the service is not built: there is no ${missing}`, {
      hint: `npm --prefix ${shellWord(CHECKOUT)} run setup`,
    })
}
