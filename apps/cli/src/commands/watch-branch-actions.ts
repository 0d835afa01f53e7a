import type { Page, Watch, WatchedRevision, WatchSchedule, WatchState } from '@kbisect/contracts'
import { inOptions } from '../api/api-problem.ts'
import { connect } from '../api/connect.ts'
import { listAll } from '../api/list-pages.ts'
import { WATCH_FIELDS, type WatchOptions, watchRequest } from '../ask/watch-request.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { Paint, Tone } from '../paint.ts'
import { printable } from '../printable.ts'
import { readableTime, roughly } from '../progress/durations.ts'
import { tableLines } from '../table-lines.ts'
import { findWatch } from './find-watch.ts'

interface Printed {
  readonly json?: boolean
}

export async function list(context: Context, { json, tree }: Printed & { readonly tree?: string }): Promise<number> {
  const { terminal } = context
  const { api } = await connect(context)
  const filter = tree === undefined ? '' : `?${new URLSearchParams({ tree })}`
  const watches = await listAll<Watch>(api, `/watches${filter}`)
  if (json) terminal.out(JSON.stringify(watches, null, 2))
  else for (const line of tableLines(watches.map((watch) => watchRow(watch, terminal.paintOut)))) terminal.out(line)
  if (watches.length === 0) terminal.note('no watches yet; `kbisect watch-branch add --help` says how to add one')
  return 0
}

function watchRow(watch: Watch, paint: Paint): string[] {
  const { name, tree, branches, targets, paused, lookError, lookedAt, waiting, testing } = watch
  const state = paused ? 'paused' : lookError !== null ? 'cannot look' : testing > 0 ? 'testing' : 'up to date'
  const tone: Tone | undefined = lookError !== null ? 'bad' : testing > 0 ? 'strong' : undefined
  const looked = lookedAt === null ? 'not looked yet' : `looked ${readableTime(lookedAt)}`
  const left = [...(testing > 0 ? [`${testing} testing`] : []), ...(waiting > 0 ? [`${waiting} waiting`] : [])]
  const count = `${targets.length} ${targets.length === 1 ? 'target' : 'targets'}`
  return [name, paint(tone, state), `${tree}: ${printable(branches.join(', '))}`, count, [looked, ...left].join(', ')]
}

export async function add(
  context: Context,
  name: string,
  options: WatchOptions & Printed & { readonly tree: string },
): Promise<number> {
  if (options.branch === undefined) throw new CliError('--branch is missing', { hint: 'name a branch, such as master' })
  if (options.arch === undefined) throw new CliError('--arch is missing', { hint: 'name an architecture' })
  const request = await watchRequest(options)
  const { api } = await connect(context)
  const watch = await send(() => api.post<Watch>('/watches', { name, tree: options.tree, ...request }))
  context.terminal.note(`${watch.name} watches ${printable(watch.branches.join(', '))} of ${watch.tree}`)
  return print(context, watch, options)
}

export async function change(context: Context, name: string, options: WatchOptions & Printed): Promise<number> {
  const request = await watchRequest(options)
  if (Object.keys(request).length === 0) throw new CliError('nothing to change', { hint: 'give one of the options' })
  return await patch(context, name, request, options, 'is changed')
}

export const pause = (context: Context, name: string, options: Printed): Promise<number> =>
  patch(context, name, { paused: true }, options, 'is paused')

export const resume = (context: Context, name: string, options: Printed): Promise<number> =>
  patch(context, name, { paused: false }, options, 'goes on')

async function patch(context: Context, name: string, body: object, options: Printed, words: string): Promise<number> {
  const { api } = await connect(context)
  const { id } = await findWatch(api, name)
  const watch = await send(() => api.patch<Watch>(`/watches/${id}`, body))
  context.terminal.note(`the watch ${watch.name} ${words}`)
  return print(context, watch, options)
}

export async function look(context: Context, name: string, options: Printed): Promise<number> {
  const { api } = await connect(context)
  const { id } = await findWatch(api, name)
  const watch = await api.post<Watch>(`/watches/${id}/look`)
  context.terminal.note(
    `the branches of ${watch.name} are looked at; \`kbisect watch-branch show ${name}\` shows what comes`,
  )
  return print(context, watch, options)
}

export async function remove(context: Context, name: string, { json }: Printed): Promise<number> {
  const { api } = await connect(context)
  const { id } = await findWatch(api, name)
  await api.delete(`/watches/${id}`)
  context.terminal.note(`the watch ${name} is deleted`)
  if (json) context.terminal.out(JSON.stringify({ deleted: name }))
  return 0
}

export async function show(
  context: Context,
  name: string,
  { json, branch, limit }: Printed & { readonly branch?: string; readonly limit: number },
): Promise<number> {
  const { terminal } = context
  const { api } = await connect(context)
  const watch = await findWatch(api, name)
  const query = new URLSearchParams({
    limit: String(Math.min(limit, 200)),
    ...(branch === undefined ? {} : { branch }),
  })
  const { items, next } = await api.get<Page<WatchedRevision>>(`/watches/${watch.id}/revisions?${query}`)
  if (json) {
    terminal.out(JSON.stringify({ ...watch, history: items }, null, 2))
    return 0
  }
  for (const line of watchLines(watch)) terminal.out(line)
  if (items.length === 0) {
    terminal.note('no revision was seen yet')
    return 0
  }
  terminal.out('')
  for (const line of tableLines(revisionRows(items, terminal.paintOut))) terminal.out(line)
  if (next !== null) terminal.note('There are more; --limit shows up to 200.')
  return 0
}

function watchLines(watch: Watch): string[] {
  const { tree, branches, schedule, policy, revisions, lookedAt, lookError, paused, waiting, testing } = watch
  const looked = lookedAt === null ? 'not looked yet' : `looked ${readableTime(lookedAt)}`
  return tableLines([
    ['Tree', tree],
    ['Branches', printable(branches.join(', '))],
    ['Looks', `${scheduleWords(schedule)}, ${paused ? 'paused' : looked}`],
    ...(lookError === null ? [] : [['Last look', printable(lookError)]]),
    ['Tests', `${revisions} revisions, policy ${policy}, ${testing} testing, ${waiting} waiting`],
  ])
}

const scheduleWords = (schedule: WatchSchedule): string =>
  'cron' in schedule ? `at ${schedule.cron} UTC` : `every ${roughly(schedule.everySeconds)}`

const TONES: Readonly<Record<WatchState, Tone | undefined>> = {
  waiting: 'quiet',
  testing: 'strong',
  passed: 'good',
  failed: 'bad',
  flaky: 'unsure',
  inherited: 'unsure',
  'does not build': 'bad',
  'not known': 'quiet',
}

/** A head, and a row for each revision: what each target showed. */
function revisionRows(revisions: readonly WatchedRevision[], paint: Paint): string[][] {
  const columns = [...new Set(revisions.flatMap(({ results }) => results.map(columnOf)))]
  return [
    ['Revision', 'Branch', ...columns, 'Subject'],
    ...revisions.map(({ commit, branch, subject, results }) => [
      commit.slice(0, 12),
      printable(branch),
      ...columns.map((column) => {
        const state = results.find((result) => columnOf(result) === column)?.state
        return state === undefined ? '-' : paint(TONES[state], state)
      }),
      printable(subject),
    ]),
  ]
}

const columnOf = ({ target, test }: WatchedRevision['results'][number]): string =>
  test === 'boot' ? target : `${target} ${test}`

async function send(request: () => Promise<Watch>): Promise<Watch> {
  try {
    return await request()
  } catch (error) {
    throw inOptions(error, WATCH_FIELDS)
  }
}

function print(context: Context, watch: Watch, { json }: Printed): number {
  if (json) context.terminal.out(JSON.stringify(watch))
  return 0
}
