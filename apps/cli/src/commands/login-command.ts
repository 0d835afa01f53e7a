import { LOGIN_MINUTES } from '@kbisect/settings/start'
import type { Command } from 'commander'
import { type Connection, connect } from '../api/connect.ts'
import { CliError } from '../cli-error.ts'
import { chosenService } from '../config/chosen-service.ts'
import type { Context, Finish } from '../context.ts'
import type { Terminal } from '../terminal.ts'

/** `kbisect login`. */
export function addLoginCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('login')
    .summary('print a link that signs a browser in')
    .description(
      `Prints a link that signs a browser in as administrator, once, within ${LOGIN_MINUTES} minutes.\n` +
        'It works on the machine of the service, for users who can read its state directory.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect login')
    .action(({ json }: { json?: boolean }) => finish(() => login(context, json === true)))
}

async function login(context: Context, json: boolean): Promise<number> {
  const chosen = chosenService(context)
  const { api, loginUrl } = await connect(context)
  if (!loginUrl) {
    throw new CliError(
      chosen.url === undefined
        ? `everybody may read ${api.url} (KBISECT_READS=public)`
        : `${chosen.setBy} names the service ${chosen.url}`,
      { hint: `open ${api.url}/login and enter your token; login links are for a service of this machine` },
    )
  }
  context.terminal.out(json ? JSON.stringify({ url: loginUrl() }) : loginUrl())
  return 0
}

/**
 * Tells a person at a terminal how to see a bisection's page in a browser that is not signed in; a
 * log must not hold such a link.
 */
export function noteLogin(terminal: Terminal, { loginUrl }: Connection, id: string): void {
  if (!loginUrl || !terminal.live) return
  terminal.note(`  not signed in? open ${loginUrl(`/bisections/${id}`)} (once, within ${LOGIN_MINUTES} minutes)`)
}
