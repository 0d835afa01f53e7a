import { fileURLToPath } from 'node:url'
import { findToken, loginLink, type Settings, sessionKey } from '@kbisect/settings'
import { findService, type ServiceApps, startDetachedService } from '@kbisect/supervisor'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { type Api, openApi } from './api.ts'

/** A service to talk to. */
export interface Connection {
  readonly api: Api
  /** Of the service on this machine's state directory; absent for any other. */
  readonly token: string | undefined
  /**
   * Address that signs a browser in and leads to a page; absent where reading needs no token, and
   * for a service elsewhere.
   */
  readonly loginUrl: ((page?: string) => string) | undefined
  /** Address of a bisection's page. */
  readonly pageUrl: (id: string) => string
}

/** The programs of the service, as they lie beside this one in the checkout. */
export const SERVICE_APPS: ServiceApps = {
  api: fileURLToPath(new URL('../../../api/dist/main.js', import.meta.url)),
  worker: fileURLToPath(new URL('../../../worker/dist/main.js', import.meta.url)),
}

/**
 * The service that `KBISECT_URL` names; else the one of the state directory, which is started when
 * it does not run.
 * @throws CliError, ServiceError
 */
export async function connect({ terminal, settings: read }: Context): Promise<Connection> {
  const settings = read()
  if (settings.url !== undefined) {
    const api = openApi(settings.url, { token: tokenFor(settings, settings.url) })
    return { api, token: undefined, loginUrl: undefined, pageUrl: (id) => `${settings.url}/bisections/${id}` }
  }
  const running = await findService(settings)
  if (!running) terminal.note(`starting the service on ${settings.stateDir} …`)
  const { url } = running ?? (await startDetachedService({ settings, apps: SERVICE_APPS }))
  if (!running) terminal.note(`the service runs at ${url} and stays; \`kbisect stop\` stops it`)
  const token = findToken(settings)
  const api = openApi(url, { token, relocate: async () => (await findService(settings))?.url })
  const base = () => settings.publicUrl ?? api.url
  const loginUrl = (page?: string) => loginLink(base(), sessionKey(settings), page)
  const pageUrl = (id: string) => `${base()}/bisections/${id}`
  return { api, token, loginUrl: settings.reads === 'token' ? loginUrl : undefined, pageUrl }
}

/** The token of our own service is for our own machine: another server does not get to see it. */
function tokenFor(settings: Settings, url: string): string {
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname)
  const token = isHere ? findToken(settings) : settings.token
  if (token) return token
  throw new CliError(`there is no token for ${url}`, { hint: 'set KBISECT_TOKEN to one that its operator gave you' })
}
