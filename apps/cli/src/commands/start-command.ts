import type { Command } from 'commander'
import { connect } from '../api/connect.ts'
import type { AskOptions } from '../ask/ask-options.ts'
import { askForBisection, attachedWords } from '../ask/start-bisection.ts'
import type { Context, Finish } from '../context.ts'
import { ASK_HELP, addAskOptions } from './ask-arguments.ts'
import { noteLogin } from './login-command.ts'

type StartOptions = AskOptions & { readonly json?: boolean }

/** `kbisect start`: starts a bisection and leaves. */
export function addStartCommand(program: Command, context: Context, finish: Finish): void {
  addAskOptions(program.command('start'))
    .summary('start a bisection and do not wait for it')
    .description('Starts a bisection and prints its id. `kbisect watch ID` follows it.')
    .option('--json', 'print the bisection as JSON')
    .addHelpText(
      'after',
      `${ASK_HELP}

Examples:
  $ kbisect start --repo ~/linux --good v6.1 --bad v6.2 --arch arm64
  $ id=$(kbisect start --repo . --good v6.1 --bad HEAD --arch x86_64) && kbisect watch "$id"`,
    )
    .action((options: StartOptions) => finish(() => start(context, options)))
}

async function start(context: Context, options: StartOptions): Promise<number> {
  const { connection, bisection, attached } = await askForBisection(context, () => connect(context), options)
  const page = connection.pageUrl(bisection.id)
  context.terminal.note(attached ? `${attachedWords(bisection)}: ${page}` : `started ${bisection.title}: ${page}`)
  noteLogin(context.terminal, connection, bisection.id)
  context.terminal.out(options.json ? JSON.stringify(bisection) : bisection.id)
  return 0
}
