import type { Bisection, Candidate, ResolvedCommit } from '@kbisect/contracts'
import { overrideVerdicts } from '@kbisect/contracts/words'
import { Argument, type Command } from 'commander'
import type { Api } from '../api/api.ts'
import { bisectionPath } from '../api/bisection-path.ts'
import { connect } from '../api/connect.ts'
import { CliError } from '../cli-error.ts'
import type { Context, Finish } from '../context.ts'

const NONE = 'none'

/** `kbisect rerun` and `kbisect verdict`: what people do about single commits. */
export function addCandidateCommands(program: Command, context: Context, finish: Finish): void {
  program
    .command('rerun')
    .argument('<id>', 'of the bisection; its beginning is enough')
    .argument('<commit>', 'of its range, or a boundary; the beginning of a hash will do')
    .summary('boot a commit of a bisection some more times')
    .description('Boots a commit again on the main target. A bisection that is done goes on with that, and ends again.')
    .option('--runs <count>', 'how many more', '1')
    .option('--why <text>', 'kept in its events')
    .option('--json', 'print the bisection as JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect rerun 3fq0c8k2v1x9w7m5n4b6 1a2b3c4d5e6f --runs 5')
    .action((id: string, commit: string, options: RerunOptions) => finish(() => rerun(context, id, commit, options)))
  program
    .command('verdict')
    .argument('<id>', 'of the bisection; its beginning is enough')
    .argument('<commit>', 'of its range; the beginning of a hash will do')
    .addArgument(new Argument('<verdict>', 'none takes it back').choices([...overrideVerdicts, NONE]))
    .requiredOption('--why <text>', 'what you know that the runs do not show')
    .option('--json', 'print the commit as JSON')
    .summary('say what a commit of a bisection is, whatever its runs said')
    .description('Sets the verdict of a commit. The search goes on from it, and its result says what rests on it.')
    .addHelpText(
      'after',
      "\nExamples:\n  $ kbisect verdict 3fq0c8k2v1x9w7m5n4b6 1a2b3c4d5e6f good --why 'that was the power cut'",
    )
    .action((id: string, commit: string, verdict: string, { why, json }: { why: string; json?: boolean }) =>
      finish(() => judge(context, id, commit, { verdict: verdict === NONE ? null : verdict, why }, json === true)),
    )
}

interface RerunOptions {
  readonly runs: string
  readonly why?: string
  readonly json?: boolean
}

async function rerun(context: Context, id: string, ref: string, { runs, why, json }: RerunOptions): Promise<number> {
  if (!/^[1-9][0-9]?$/.test(runs))
    throw new CliError(`--runs: ${runs} is not a number of runs`, { hint: 'give 1 to 50' })
  const { api, pageUrl } = await connect(context)
  const { path, commit } = await findCandidate(api, id, ref)
  const body = { runs: Number(runs), ...(why === undefined ? {} : { why }) }
  const bisection = await api.post<Bisection>(`${path}/rerun`, body)
  context.terminal.note(
    `${nameOf(commit)} is booted ${runs === '1' ? 'once more' : `${runs} more times`}: ${pageUrl(bisection.id)}`,
  )
  if (json) context.terminal.out(JSON.stringify(bisection))
  return 0
}

async function judge(context: Context, id: string, ref: string, body: object, json: boolean): Promise<number> {
  const { api, pageUrl } = await connect(context)
  const { path, commit, bisection } = await findCandidate(api, id, ref)
  const candidate = await api.put<Candidate>(`${path}/verdict`, body)
  const { override } = candidate
  const what = override ? `counts as ${override.verdict}, as ${override.by} says` : 'counts as its runs say'
  context.terminal.note(`${nameOf(commit)} ${what}: ${pageUrl(bisection)}`)
  if (json) context.terminal.out(JSON.stringify(candidate))
  return 0
}

/** The commit that is meant, by a name that its tree knows. */
async function findCandidate(api: Api, id: string, ref: string) {
  const bisection = await bisectionPath(api, id)
  const { id: whole, tree } = await api.get<Bisection>(bisection)
  const commit = await api.get<ResolvedCommit>(`/trees/${tree}/commits/${encodeURIComponent(ref)}`)
  return { path: `${bisection}/candidates/${commit.hash}`, commit, bisection: whole }
}

const nameOf = ({ hash, subject }: ResolvedCommit): string => `${hash.slice(0, 12)} ("${subject}")`
