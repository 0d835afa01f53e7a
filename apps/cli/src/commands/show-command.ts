import type { Bisection, Event } from '@kbisect/contracts'
import type { Command } from 'commander'
import { connect } from '../api/connect.ts'
import type { Context } from '../context.ts'
import { describeResult } from '../describe-result.ts'
import { printable } from '../printable.ts'
import { statusBlock } from '../progress/status-lines.ts'
import type { Finish } from './finish.ts'

/** `kbisect show`. */
export function addShowCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('show')
    .argument('<id>', 'of the bisection')
    .summary('show where a bisection stands, or how it ended')
    .description('Shows where a bisection stands, or how it ended.')
    .option('--events', 'also its history')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kbisect show 3fq0c8k2v1x9w7m5n4b6\n  $ kbisect show 3fq0c8k2v1x9w7m5n4b6 --json | jq .result',
    )
    .action((id: string, options: { events?: boolean; json?: boolean }) => finish(() => show(context, id, options)))
}

async function show(context: Context, id: string, options: { events?: boolean; json?: boolean }): Promise<number> {
  const { terminal } = context
  const { api, pageUrl } = await connect(context)
  const bisection = await api.get<Bisection>(`/bisections/${encodeURIComponent(id)}`)
  const events = options.events ? (await api.get<{ items: Event[] }>(`/bisections/${bisection.id}/events`)).items : []
  if (options.json) {
    terminal.out(JSON.stringify(options.events ? { ...bisection, events } : bisection, null, 2))
    return 0
  }
  for (const { at, message } of events) terminal.out(`${at} ${printable(message)}`)
  if (bisection.state === 'running')
    for (const line of statusBlock(bisection, undefined, Date.now())) terminal.out(line)
  else terminal.out(printable(bisection.title))
  for (const line of describeResult(bisection, pageUrl(id))) terminal.out(line)
  return 0
}
