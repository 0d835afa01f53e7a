import type { BisectionSummary, Page } from '@kbisect/contracts'
import { badgeOf, outcomes, states } from '@kbisect/contracts/words'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { connect } from '../api/connect.ts'
import type { Context, Finish } from '../context.ts'
import { badgeTone, type Paint } from '../paint.ts'
import { printable } from '../printable.ts'
import { readableTime } from '../progress/durations.ts'
import { remaining } from '../progress/status-lines.ts'
import { tableLines } from '../table-lines.ts'

interface ListOptions {
  readonly state?: string
  readonly outcome?: string
  readonly tree?: string
  readonly limit: number
  readonly json?: boolean
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 200) return limit
  throw new InvalidArgumentError('It must be a whole number from 1 to 200.')
}

/** `kbisect list`. */
export function addListCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('list')
    .summary('list bisections, newest first')
    .description('Lists bisections, newest first.')
    .addOption(new Option('--state <state>', 'only those').choices(states))
    .addOption(new Option('--outcome <outcome>', 'only those').choices(outcomes))
    .option('--tree <tree>', 'only those of a tree')
    .addOption(new Option('--limit <n>', 'how many').argParser(parseLimit).default(20))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kbisect list\n  $ kbisect list --state running\n  $ kbisect list --tree mainline --json',
    )
    .action((options: ListOptions) => finish(() => list(context, options)))
}

async function list(context: Context, { json, limit, state, outcome, tree }: ListOptions): Promise<number> {
  const given = Object.entries({ state, outcome, tree }).filter(([, value]) => value !== undefined)
  const filter = Object.fromEntries(given) as Record<string, string>
  const { api } = await connect(context)
  const query = new URLSearchParams({ limit: String(limit), ...filter })
  const page = await api.get<Page<BisectionSummary>>(`/bisections?${query}`)
  if (json) {
    context.terminal.out(JSON.stringify(page.items))
    return 0
  }
  if (page.items.length === 0) context.terminal.note(emptyWords(filter))
  for (const line of tableLines(page.items.map((item) => row(item, context.terminal.paintOut))))
    context.terminal.out(line)
  if (page.next !== null) context.terminal.note(`There are more; --limit shows up to 200.`)
  return 0
}

/** What is said in place of an empty list. */
function emptyWords(filter: object): string {
  if (Object.keys(filter).length === 0) return 'no bisections yet; `kbisect run --help` says how to start one'
  return 'no bisection matches; `kbisect list` shows all'
}

function row(bisection: BisectionSummary, paint: Paint): string[] {
  const { id, state, stage, candidatesLeft, commits, title, culprit, createdAt, expected } = bisection
  const going = [stage, `${candidatesLeft} of ${commits} left`, ...remaining(expected)].join(', ')
  const { badge, kind } = badgeOf(bisection)
  const where = paint(badgeTone(kind), state === 'running' ? going : badge)
  const found = culprit ? `  ${culprit.hash.slice(0, 12)} "${culprit.subject}"` : ''
  return [id, readableTime(createdAt), where, printable(`${title}${found}`)]
}
