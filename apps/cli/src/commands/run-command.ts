import type { Command } from 'commander'
import { type Connection, connect } from '../api/connect.ts'
import type { AskOptions } from '../ask/ask-options.ts'
import { askForBisection, attachedWords } from '../ask/start-bisection.ts'
import type { Context, Finish } from '../context.ts'
import { errorReason, noteError } from '../describe-error.ts'
import { describeResult } from '../describe-result.ts'
import { EXIT, exitStatus } from '../exit-status.ts'
import { type Summary, summarize, summarizeError } from '../summary.ts'
import { ASK_HELP, addAskOptions } from './ask-arguments.ts'
import { followToEnd } from './follow-to-end.ts'
import { noteLogin } from './login-command.ts'

type RunOptions = AskOptions & { readonly json?: boolean }

/** `kbisect run`: starts a bisection and follows it to its end. */
export function addRunCommand(program: Command, context: Context, finish: Finish): void {
  addAskOptions(program.command('run'))
    .summary('find the commit that broke a kernel: start a bisection and follow it to the end')
    .description(
      'Starts a bisection and follows it to its end. Ctrl-C leaves it running.\n' +
        'Where a bisection of the same range, target and test is known, that one is followed.\n' +
        'Ends with 0 when a culprit was found, confirmed or probable (the first line and the label in --json say which), ' +
        '1 for any other outcome, 2 for an error.',
    )
    .option('--json', 'print one JSON object as the last line')
    .addHelpText(
      'after',
      `${ASK_HELP}

Examples:
  $ kbisect run --repo ~/linux --good v6.1 --bad v6.2 --arch arm64
  $ kbisect run --repo . --good HEAD~200 --bad HEAD --arch x86_64 --config tinyconfig --test build
  $ kbisect run --repo . --good v6.1 --bad HEAD --arch arm --fragment cma.config \\
        --also-test arm64 --also-test arm64/no-cma.config --also-test x86_64
  $ kbisect run --repo . --good v6.1 --bad HEAD --arch arm64 --test 'console:!WARNING: .*slub' --json
  $ kbisect run --repo . --good v6.1 --bad HEAD --arch x86_64 --failure kasan --fail-on-warnings`,
    )
    .action((options: RunOptions) => finish(() => run(context, options)))
}

async function run(context: Context, options: RunOptions): Promise<number> {
  const print = (summary: Summary) => options.json && context.terminal.out(JSON.stringify(summary))
  try {
    const { connection, bisection, attached } = await askForBisection(context, () => connect(context), options)
    const { id } = bisection
    if (attached) context.terminal.note(attachedWords(bisection))
    context.terminal.note(`bisection ${id}: ${connection.pageUrl(id)}`)
    noteLogin(context.terminal, connection, id)
    return await follow(context, connection, id, options, print)
  } catch (error) {
    if (context.interrupted().aborted) return EXIT.interrupted
    noteError(error, context.terminal)
    print(summarizeError(errorReason(error)))
    return EXIT.error
  }
}

async function follow(
  context: Context,
  connection: Connection,
  id: string,
  { json }: RunOptions,
  print: (summary: Summary) => void,
): Promise<number> {
  const over = await followToEnd(context, connection, id)
  if (!over) return EXIT.interrupted
  const url = connection.pageUrl(id)
  if (!json) for (const line of describeResult(over, url, context.terminal.paintOut)) context.terminal.out(line)
  print(summarize(over, url, new Date().toISOString()))
  return exitStatus(over)
}
