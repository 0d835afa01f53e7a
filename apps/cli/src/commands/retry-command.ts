import type { Bisection } from '@kbisect/contracts'
import type { Command } from 'commander'
import { bisectionPath } from '../api/bisection-path.ts'
import { connect } from '../api/connect.ts'
import type { Context, Finish } from '../context.ts'

/** `kbisect retry`. */
export function addRetryCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('retry')
    .argument('<id>', 'of the bisection; its beginning is enough')
    .summary('start a new bisection with the request of another one')
    .description('Starts a bisection of the very same commits anew and prints its id. `kbisect watch ID` follows it.')
    .option('--json', 'print the bisection as JSON')
    .addHelpText('after', '\nExamples:\n  $ id=$(kbisect retry 3fq0c8k2v1x9w7m5n4b6) && kbisect watch "$id"')
    .action((id: string, { json }: { json?: boolean }) =>
      finish(async () => {
        const { api, pageUrl } = await connect(context)
        const again = await api.post<Bisection>(`${await bisectionPath(api, id)}/retry`)
        context.terminal.note(`started ${again.title} again: ${pageUrl(again.id)}`)
        context.terminal.out(json ? JSON.stringify(again) : again.id)
        return 0
      }),
    )
}
