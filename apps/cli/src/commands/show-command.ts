import type { Bisection, Event, Run } from '@kbisect/contracts'
import { failureText } from '@kbisect/contracts/words'
import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import { bisectionPath } from '../api/bisection-path.ts'
import { connect } from '../api/connect.ts'
import { listAll } from '../api/list-pages.ts'
import { nameBisection } from '../command-name.ts'
import type { Context, Finish } from '../context.ts'
import { describeResult } from '../describe-result.ts'
import type { Paint, Tone } from '../paint.ts'
import { printable } from '../printable.ts'
import { readableTime } from '../progress/durations.ts'
import { statusBlock } from '../progress/status-lines.ts'
import { tableLines } from '../table-lines.ts'

interface ShowOptions {
  readonly events?: boolean
  readonly runs?: boolean
  readonly json?: boolean
}

/** `kbisect show`. */
export function addShowCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('show')
    .argument('<id>', 'of the bisection; its beginning is enough')
    .summary('show where a bisection stands, or how it ended')
    .description('Shows where a bisection stands, or how it ended.')
    .option('--events', 'also its history')
    .option('--runs', 'also every run, with the id that `kbisect log` takes')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kbisect show 3fq0c8k2v1x9w7m5n4b6\n  $ kbisect show 3fq0c8k2v1x9w7m5n4b6 --json | jq .result',
    )
    .action((id: string, options: ShowOptions) => finish(() => show(context, id, options)))
}

async function show(context: Context, id: string, options: ShowOptions): Promise<number> {
  const { terminal } = context
  const { api, pageUrl } = await connect(context)
  const path = await bisectionPath(api, id)
  const bisection = await api.get<Bisection>(path)
  const events = options.events ? await allEvents(api, path) : undefined
  const runs = options.runs ? await listAll<Run>(api, `${path}/runs`) : undefined
  if (options.json) {
    const more = { ...(events ? { events } : {}), ...(runs ? { runs } : {}) }
    terminal.out(JSON.stringify({ ...bisection, ...more }, null, 2))
    return 0
  }
  for (const { at, message } of events ?? [])
    terminal.out(`${readableTime(at)}  ${printable(nameBisection(message, bisection.id))}`)
  for (const line of tableLines((runs ?? []).map((run) => runRow(run, terminal.paintOut)))) terminal.out(line)
  const running = bisection.state === 'running'
  for (const line of running ? statusBlock(bisection, undefined, Date.now()) : [bisection.title])
    terminal.out(printable(line))
  for (const line of describeResult(bisection, pageUrl(bisection.id), terminal.paintOut)) terminal.out(line)
  return 0
}

async function allEvents(api: Api, path: string): Promise<Event[]> {
  const all: Event[] = []
  let after: number | null = 0
  while (after !== null) {
    const page: { items: Event[]; next: number | null } = await api.get(`${path}/events?after=${after}`)
    all.push(...page.items)
    after = page.next
  }
  return all
}

function runRow({ id, commit, reverted, patched, merged, target, result }: Run, paint: Paint): string[] {
  const without = reverted ? ` without ${reverted.slice(0, 12)}` : ''
  const fix = patched ? ` with fix ${patched.slice(0, 12)}` : ''
  const merge = merged ? ` merged with ${merged.slice(0, 12)}` : ''
  return [
    id,
    `${commit.slice(0, 12)}${without}${fix}${merge}`,
    target,
    paint(RUN_TONES[result.kind], printable(runResultWords(result))),
  ]
}

const RUN_TONES: Readonly<Record<Run['result']['kind'], Tone>> = {
  passed: 'good',
  failed: 'bad',
  skipped: 'quiet',
  infrastructure: 'unsure',
}

/** What a run showed, with what its kernel warned of. */
function runResultWords(result: Run['result']): string {
  const showed = result.kind === 'failed' ? failureText(result.signature) : result.kind
  const warnings = result.kind === 'passed' || result.kind === 'failed' ? (result.warnings ?? []) : []
  const off = result.kind === 'passed' ? (result.checksOff ?? []) : []
  const stopped = off.length > 0 ? [`stopped looking: ${off.join(', ')}`] : []
  return [showed, ...warnings.map((warning) => `with ${failureText(warning)}`), ...stopped].join('; ')
}
