import { once } from 'node:events'
import { LOGIN_MINUTES } from '@kbisect/settings/start'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { SERVICE_APPS } from '../api/connect.ts'
import { requireBuilt } from '../api/require-built.ts'
import type { Context, Finish } from '../context.ts'

function parseWorkers(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 1 to 99.')
}

/** `kbisect serve` and `kbisect stop`. */
export function addServiceCommands(program: Command, context: Context, finish: Finish): void {
  program
    .command('serve')
    .summary('run the service in the foreground until Ctrl-C')
    .description('Runs API, dashboard and workers, with a private Postgres and Redis where none are set, until Ctrl-C.')
    .addOption(new Option('--workers <n>', 'worker processes').argParser(parseWorkers).default(1))
    .option('--yes', 'use the database of DATABASE_URL also if it has tables of another program')
    .addHelpText('after', '\nExamples:\n  $ kbisect serve\n  $ KBISECT_PORT=9000 kbisect serve --workers 2')
    .action((options: ServeOptions) => finish(() => serve(context, options)))
  program
    .command('stop')
    .summary('stop the service of this machine')
    .description('Stops the service of the state directory. Bisections go on where they were when it starts again.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect stop')
    .action(({ json }: { json?: boolean }) =>
      finish(async () => {
        const { stopService } = await import('@kbisect/supervisor')
        const settings = context.settings()
        const stopped = await stopService(settings)
        if (json) context.terminal.out(JSON.stringify({ stopped, stateDir: settings.stateDir }))
        context.terminal.note(stopped ? 'the service is stopped' : `no service runs on ${settings.stateDir}`)
        return 0
      }),
    )
}

interface ServeOptions {
  readonly workers: number
  readonly yes?: boolean
}

async function serve(
  { terminal, settings: read, interrupted }: Context,
  { workers, yes = false }: ServeOptions,
): Promise<number> {
  const [{ loginLink, serviceToken, sessionKey, stateLayout }, { launchService }] = await Promise.all([
    import('@kbisect/settings'),
    import('@kbisect/supervisor'),
  ])
  const settings = read()
  requireBuilt(SERVICE_APPS)
  const signal = interrupted()
  // Before the children start, so that they find it and need not agree on who makes it.
  serviceToken(settings)
  terminal.note(`starting the service on ${settings.stateDir} …`)
  const service = await launchService({ settings, apps: SERVICE_APPS, workers, besideForeignTables: yes })
  const layout = stateLayout(settings)
  terminal.out(`page   ${settings.publicUrl ?? service.record.url}`)
  terminal.out(`token  ${settings.token ? 'as set in KBISECT_TOKEN' : `in ${layout.token}`}`)
  const link = loginLink(settings.publicUrl ?? service.record.url, sessionKey(settings))
  terminal.out(
    `login  ${terminal.outLive ? `${link} (once, within ${LOGIN_MINUTES} minutes)` : '`kbisect login` prints a link'}`,
  )
  terminal.out(`logs   ${layout.logs}`)
  terminal.note('Ctrl-C stops it.')
  if (!signal.aborted) await once(signal, 'abort')
  terminal.note('stopping …')
  await service.stop()
  return 0
}
