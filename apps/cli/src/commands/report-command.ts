import type { Report } from '@kbisect/contracts'
import { type Command, Option } from 'commander'
import { bisectionPath } from '../api/bisection-path.ts'
import { connect } from '../api/connect.ts'
import type { Context, Finish } from '../context.ts'

/** `kbisect report`. */
export function addReportCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('report')
    .argument('<id>', 'of the bisection; its beginning is enough')
    .summary('print the report: text for a mailing list, Markdown for an issue, JSON for a program')
    .description('Prints the report of a bisection, by default as plain text, fit for a mailing list.')
    .addOption(
      new Option('--format <format>', 'text, markdown or json').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('--json', 'the same as --format json')
    .option('--bisect-log', 'print what `git bisect replay` accepts')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kbisect report 3fq0c8k2v1x9w7m5n4b6 > mail.txt\n  $ kbisect report 3fq0c8k2v1x9w7m5n4b6 --format markdown > issue.md\n  $ kbisect report 3fq0c8k2v1x9w7m5n4b6 --bisect-log > bisect.log && git bisect replay bisect.log',
    )
    .action((id: string, options: Options) => finish(() => report(context, id, options)))
}

interface Options {
  readonly format: 'text' | 'markdown' | 'json'
  readonly json?: boolean
  readonly bisectLog?: boolean
}

async function report(context: Context, id: string, options: Options): Promise<number> {
  const { api } = await connect(context)
  const path = await bisectionPath(api, id)
  const print = (text: string) => context.terminal.out(text.trimEnd())
  const format = options.json ? 'json' : options.format
  if (options.bisectLog) print(await api.text(`${path}/bisect-log`))
  else if (format === 'json') print(JSON.stringify(await api.get<Report>(`${path}/report?format=json`), null, 2))
  else print(await api.text(`${path}/report?format=${format}`))
  return 0
}
