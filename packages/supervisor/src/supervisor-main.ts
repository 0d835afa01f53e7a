import { once } from 'node:events'
import {
  LOGIN_MINUTES,
  loginLink,
  prepareState,
  readProcessSettings,
  ServiceError,
  type Settings,
  serviceToken,
  sessionKey,
  shutdownSignal,
  startWatchdog,
  stateLayout,
} from '@kbisect/settings'
import { launchService } from './launch-service.ts'
import { ALREADY_RUNNING, COULD_NOT_START, HINT, readArguments } from './supervisor-arguments.ts'

async function main(): Promise<void> {
  const { apps, workers, besideForeignTables, quiet } = readArguments(process.argv.slice(2))
  const settings = readProcessSettings()
  const layout = stateLayout(settings)
  const say = (line: string) => quiet || console.log(line)
  const shutdown = shutdownSignal()
  startWatchdog({ name: 'service' })
  say(`Starting kbisect on ${layout.root} …`)
  prepareState(layout)
  // Before the children start, so that they find it and need not agree on who makes it.
  serviceToken(settings)
  const service = await launchService({ settings, apps, workers, besideForeignTables })
  say(`kbisect runs:  ${settings.publicUrl ?? service.record.url}`)
  say(`Bearer token:  ${settings.token ? 'as set in KBISECT_TOKEN' : `in ${layout.token}`}`)
  say(`Sign in:       ${signIn(settings, settings.publicUrl ?? service.record.url)}`)
  say(`Logs:          ${layout.logs}`)
  say('Ctrl-C stops it.')
  if (!shutdown.aborted) await once(shutdown, 'abort')
  say('Stopping …')
  await service.stop()
}

/** A login link for a person at a terminal; never for a log. */
function signIn(settings: Settings, url: string): string {
  if (!process.stdout.isTTY) return '`kbisect login` prints a link'
  return `${loginLink(url, sessionKey(settings))} (once, within ${LOGIN_MINUTES} minutes; \`kbisect login\` prints another)`
}

try {
  await main()
} catch (error) {
  if (!(error instanceof Error)) throw error
  const hint = error instanceof ServiceError && error.hint ? `${HINT}${error.hint}` : ''
  console.error(`${COULD_NOT_START}${error.message}${hint}`)
  process.exitCode = error instanceof ServiceError && error.code === 'already-running' ? ALREADY_RUNNING : 1
}
