import type { Report } from '@kbisect/contracts'
import type { Command } from 'commander'
import { connect } from '../api/connect.ts'
import type { Context } from '../context.ts'
import type { Finish } from './finish.ts'

/** `kbisect report`. */
export function addReportCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('report')
    .argument('<id>', 'of the bisection')
    .summary('print the report as plain text, fit for a mailing list')
    .description('Prints the report of a bisection as plain text, fit for a mailing list.')
    .option('--json', 'print it as JSON')
    .option('--bisect-log', 'print what `git bisect replay` accepts')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kbisect report 3fq0c8k2v1x9w7m5n4b6 > mail.txt\n  $ kbisect report 3fq0c8k2v1x9w7m5n4b6 --bisect-log > bisect.log && git bisect replay bisect.log',
    )
    .action((id: string, options: { json?: boolean; bisectLog?: boolean }) =>
      finish(() => report(context, id, options)),
    )
}

async function report(context: Context, id: string, options: { json?: boolean; bisectLog?: boolean }): Promise<number> {
  const { api } = await connect(context)
  const path = `/bisections/${encodeURIComponent(id)}/report`
  if (options.json || options.bisectLog) {
    const whole = await api.get<Report>(`${path}?format=json`)
    context.terminal.out(options.json ? JSON.stringify(whole, null, 2) : whole.bisectLog.trimEnd())
  } else {
    context.terminal.out((await api.text(`${path}?format=text`)).trimEnd())
  }
  return 0
}
