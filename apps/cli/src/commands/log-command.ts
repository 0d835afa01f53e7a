import type { Run } from '@kbisect/contracts'
import type { Command } from 'commander'
import { connect } from '../api/connect.ts'
import { listPages } from '../api/list-pages.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { printableLines } from '../printable.ts'
import type { Finish } from './finish.ts'

/** `kbisect log`. */
export function addLogCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('log')
    .argument('<id>', 'of the bisection')
    .argument('[run]', 'id of the run, or the commit that it booted, or the beginning of either')
    .summary('print the console log of a run')
    .description(
      'Prints the console log of a run: without RUN, of the last one that failed; with a commit, of the last one of it that failed, or else passed.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ kbisect log 3fq0c8k2v1x9w7m5n4b6\n  $ kbisect log 3fq0c8k2v1x9w7m5n4b6 1a2b3c4d5e6f',
    )
    .action((id: string, run: string | undefined) => finish(() => log(context, id, run)))
}

async function log(context: Context, id: string, wanted: string | undefined): Promise<number> {
  const { terminal } = context
  const { api } = await connect(context)
  const run = await chooseRun(listPages(api, `/bisections/${encodeURIComponent(id)}/runs?sort=-finishedAt`), id, wanted)
  terminal.note(`run ${run.id}: ${run.commit.slice(0, 12)} on ${run.target}, ${run.signal.kind}; ${run.command}`)
  const text = await api.text(`/runs/${run.id}/log`)
  terminal.out(terminal.outLive ? printableLines(text.trimEnd()) : text.trimEnd())
  return 0
}

/**
 * Returns the run that was asked for; of several, as of a commit's, the last one that failed. Reads the runs, the last one first, only as far
 * as that takes. @throws CliError when there is none
 */
export async function chooseRun(
  pages: AsyncIterable<readonly Run[]>,
  id: string,
  wanted: string | undefined,
): Promise<Run> {
  let last: Run | undefined
  for await (const runs of pages) {
    const withLog = runs.filter((run) => run.log !== null)
    const asked = withLog.filter(
      (run) => wanted === undefined || run.id.startsWith(wanted) || run.commit.startsWith(wanted),
    )
    const found = asked.find((run) => run.signal.kind === 'failed' || run.id === wanted)
    if (found) return found
    last ??= asked[0]
  }
  if (last) return last
  if (wanted === undefined) {
    throw new CliError('this bisection has no console log yet', {
      hint: `wait for its first boot: kbisect watch ${id}`,
    })
  }
  throw new CliError(`no run of this bisection is called ${wanted} or booted a commit that begins with it`, {
    hint: `\`kbisect show ${id} --runs\` lists them`,
  })
}
