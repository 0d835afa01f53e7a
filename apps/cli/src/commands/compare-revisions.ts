import type { ComparedResult, RevisionChange, RevisionComparison, RevisionHead } from '@kbisect/contracts'
import { failureText } from '@kbisect/contracts/words'
import { inOptions } from '../api/api-problem.ts'
import { connect } from '../api/connect.ts'
import type { Context } from '../context.ts'
import type { Tone } from '../paint.ts'
import { printable } from '../printable.ts'
import { tableLines } from '../table-lines.ts'
import { findWatch } from './find-watch.ts'

interface Options {
  readonly json?: boolean
  readonly branch?: string
}

const TONES: Readonly<Record<RevisionChange, Tone | undefined>> = {
  'new failure': 'bad',
  fixed: 'good',
  'still failing': 'bad',
  'not comparable': 'unsure',
  'not run': 'quiet',
  'still passing': 'good',
}

/** `kbisect watch-branch compare`: what differs between two revisions. */
export async function compareRevisions(
  context: Context,
  name: string,
  [a, b]: readonly [string, string],
  { json, branch }: Options,
): Promise<number> {
  const { terminal } = context
  const { api } = await connect(context)
  const { id } = await findWatch(api, name)
  const query = new URLSearchParams({ a, b, ...(branch === undefined ? {} : { branch }) })
  const found = await api.get<RevisionComparison>(`/watches/${id}/compare?${query}`).catch((error: unknown) => {
    throw inOptions(error, { a: 'A', b: 'B', branch: '--branch' })
  })
  if (json) {
    terminal.out(JSON.stringify(found, null, 2))
    return 0
  }
  for (const line of tableLines([headRow('A', found.a), headRow('B', found.b)])) terminal.out(line)
  const rows = found.results.map((result) => [
    terminal.paintOut(TONES[result.change], result.change),
    printable(result.test === 'boot' ? result.target : `${result.target} ${result.test}`),
    `${result.a?.state ?? 'no result'}, ${result.b?.state ?? 'no result'}`,
    howItFails(result),
  ])
  terminal.out('')
  for (const line of tableLines(rows)) terminal.out(line.trimEnd())
  if (rows.length === 0) terminal.note('neither has a result')
  return 0
}

const headRow = (name: string, { commit, branch, subject }: RevisionHead): string[] => [
  name,
  commit.slice(0, 12),
  printable(branch),
  printable(subject),
]

/** The failure of B, or of A where B passes; and whether it is another one than before. */
function howItFails({ a, b, sameFailure }: ComparedResult): string {
  const signature = b?.signature ?? a?.signature
  const other = sameFailure === false ? 'another failure: ' : ''
  return signature ? printable(`${other}${failureText(signature)}`) : ''
}
