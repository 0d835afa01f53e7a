import { fileURLToPath } from 'node:url'
import type { Settings } from '@kbisect/settings'
import type { ServiceApps } from '@kbisect/supervisor'
import { CliError } from '../cli-error.ts'
import type { ChosenService } from '../config/choose-service.ts'
import { chosenService } from '../config/chosen-service.ts'
import type { Context } from '../context.ts'
import { type Api, openApi } from './api.ts'
import type { ServiceHints } from './api-problem.ts'

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
 * The service that the command line, the environment or the configuration file names; else the one
 * of the state directory, which is started when it does not run.
 * @throws CliError, ServiceError
 */
export async function connect(context: Context): Promise<Connection> {
  const chosen = chosenService(context)
  return chosen.url === undefined ? await connectHere(context) : await connectTo(chosen, context.settings())
}

async function connectTo(chosen: ChosenService & { url: string }, settings: Settings): Promise<Connection> {
  const { url } = chosen
  const api = openApi(url, { token: await tokenFor(settings, chosen), hints: hintsFor(chosen) })
  return { api, token: undefined, loginUrl: undefined, pageUrl: (id) => `${url}/bisections/${id}` }
}

async function connectHere({ terminal, settings: read }: Context): Promise<Connection> {
  const [{ findToken, loginLink, sessionKey }, { findService, startDetachedService }] = await Promise.all([
    import('@kbisect/settings'),
    import('@kbisect/supervisor'),
  ])
  const settings = read()
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

/**
 * The token of an instance goes to that instance, KBISECT_TOKEN to KBISECT_URL, and the token of
 * our own service to our own machine: no server gets to see the token of another one.
 */
async function tokenFor(settings: Settings, chosen: ChosenService & { url: string }): Promise<string | undefined> {
  const { findToken } = await import('@kbisect/settings')
  const { url, name, token } = chosen
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname)
  const known = name === undefined ? (isHere ? findToken(settings) : settings.token) : token
  // Reading an instance may need none.
  if (known || name !== undefined) return known
  throw new CliError(`there is no token for ${url}`, {
    hint: 'set KBISECT_TOKEN to one that its operator gave you, or store both with `kbisect instance add NAME URL`',
  })
}

function hintsFor({ url, name }: ChosenService & { url: string }): ServiceHints {
  if (name === undefined) return { token: 'set KBISECT_TOKEN to a token that the operator of the service gave you' }
  return {
    noAnswer: `check that the service runs; \`kbisect instance add ${name} URL\` corrects its address`,
    noKbisect: `set its URL to the address of a kbisect, without a path: \`kbisect instance add ${name} URL\``,
    token: `store a token that its operator gave you: \`kbisect instance add ${name} ${url}\``,
  }
}
