import type { Command } from 'commander'
import { bisectionId } from '../api/bisection-path.ts'
import { connect } from '../api/connect.ts'
import type { Context, Finish } from '../context.ts'
import { describeResult } from '../describe-result.ts'
import { EXIT, exitStatus } from '../exit-status.ts'
import { summarize } from '../summary.ts'
import { followToEnd } from './follow-to-end.ts'

/** `kbisect watch`. */
export function addWatchCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('watch')
    .argument('<id>', 'of the bisection; its beginning is enough')
    .summary('follow a bisection to its end')
    .description('Follows a bisection to its end, and ends as `kbisect run` does. Ctrl-C leaves it running.')
    .option('--json', 'print one JSON object as the last line, as `kbisect run` does')
    .addHelpText('after', '\nExamples:\n  $ kbisect watch 3fq0c8k2v1x9w7m5n4b6')
    .action((id: string, options: { json?: boolean }) => finish(() => watch(context, id, options)))
}

async function watch(context: Context, id: string, { json }: { json?: boolean }): Promise<number> {
  const connection = await connect(context)
  const over = await followToEnd(context, connection, await bisectionId(connection.api, id))
  if (!over) return EXIT.interrupted
  const url = connection.pageUrl(over.id)
  if (json) context.terminal.out(JSON.stringify(summarize(over, url, new Date().toISOString())))
  else for (const line of describeResult(over, url, context.terminal.paintOut)) context.terminal.out(line)
  return exitStatus(over)
}
