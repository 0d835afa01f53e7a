import type { Bisection, Run } from '@kbisect/contracts'
import { failureText } from '@kbisect/contracts/words'
import type { Command } from 'commander'
import { bisectionPath } from '../api/bisection-path.ts'
import { connect } from '../api/connect.ts'
import { listPages } from '../api/list-pages.ts'
import type { Context, Finish } from '../context.ts'
import { printable, printableLines } from '../printable.ts'
import { chooseRun, type WantedRun } from './choose-run.ts'

type LogOptions = Omit<WantedRun, 'run'> & { readonly json?: boolean }

/** `kbisect log`. */
export function addLogCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('log')
    .argument('<id>', 'of the bisection; its beginning is enough')
    .argument('[run]', 'id of the run, or the commit that it booted, or the beginning of either')
    .summary('print the console log of a run')
    .description(
      'Prints the console log of a run: without RUN, of the culprit on the main target; while there is no culprit, of the last run there that failed. ' +
        'With a commit, of its last run on the main target that failed, or else passed.',
    )
    .option('--target <name>', 'of a run on this target')
    .option('--passed', 'of the last run that passed')
    .option('--last', 'of the last run that failed, of whichever commit and target')
    .option('--json', 'print the run with its log as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kbisect log 3fq0c8k2v1x9w7m5n4b6\n  $ kbisect log 3fq0c8k2v1x9w7m5n4b6 1a2b3c4d5e6f --target arm64',
    )
    .action((id: string, run: string | undefined, options: LogOptions) =>
      finish(() => log(context, id, { run, ...options })),
    )
}

async function log(context: Context, id: string, { json, ...wanted }: WantedRun & LogOptions): Promise<number> {
  const { terminal } = context
  const { api } = await connect(context)
  const path = await bisectionPath(api, id)
  const bisection = await api.get<Bisection>(path)
  const run = await chooseRun(listPages<Run>(api, `${path}/runs?sort=-finishedAt`), bisection, wanted)
  const text = await api.text(`/runs/${run.id}/log`)
  if (json) {
    terminal.out(JSON.stringify({ run, text }))
    return 0
  }
  terminal.note(printable(`run ${run.id}: ${whatOf(run, bisection)} on ${run.target}, ${endOf(run)}; ${run.command}`))
  terminal.out(terminal.outLive ? printableLines(text.trimEnd()) : text.trimEnd())
  return 0
}

/** How it ended: a failure as the console has it, so that it can be searched for. */
const endOf = ({ result }: Run): string =>
  result.kind === 'failed' ? `failed: ${failureText(result.signature)}` : result.kind

const whatOf = ({ commit }: Run, { result }: Bisection): string =>
  `${result?.culprit?.hash === commit ? 'culprit ' : ''}${commit.slice(0, 12)}`
