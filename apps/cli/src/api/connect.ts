import { fileURLToPath } from 'node:url'
import { findService, findToken, type ServiceApps, type Settings, startDetachedService } from '@kbisect/service'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { type Api, openApi } from './api.ts'

/** A service to talk to. */
export interface Connection {
  readonly api: Api
  readonly token: string | undefined
  /** Whether the service is the one of this machine's state directory. */
  readonly own: boolean
  /** Address of a bisection's page. */
  pageUrl(id: string): string
}

/** The programs of the service, as they lie beside this one in the checkout. */
export const SERVICE_APPS: ServiceApps = {
  api: fileURLToPath(new URL('../../../api/dist/main.js', import.meta.url)),
  worker: fileURLToPath(new URL('../../../worker/dist/main.js', import.meta.url)),
}

/**
 * The service that `KBISECT_URL` names; else the one of the state directory, which is started when it does not run.
 * @throws CliError, ServiceError
 */
export async function connect({ terminal, settings: read }: Context): Promise<Connection> {
  const settings = read()
  if (settings.url !== undefined) return connection(settings.url, tokenFor(settings, settings.url), false, settings.url)
  const running = await findService(settings)
  if (!running) terminal.note(`starting the service on ${settings.stateDir} …`)
  const { url } = running ?? (await startDetachedService({ settings, apps: SERVICE_APPS }))
  return connection(url, findToken(settings), true, settings.publicUrl ?? url)
}

function connection(url: string, token: string | undefined, own: boolean, pages: string): Connection {
  return { api: openApi(url, token), token, own, pageUrl: (id) => `${pages}/bisections/${id}` }
}

/** The token of our own service is for our own machine: another server does not get to see it. */
function tokenFor(settings: Settings, url: string): string {
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname)
  const token = isHere ? findToken(settings) : settings.token
  if (token) return token
  throw new CliError(`there is no token for ${url}`, { cure: 'set KBISECT_TOKEN to one that its operator gave you' })
}
