import type { Bisection, BisectionRequest } from '@kbisect/contracts'
import type { Lab } from '@kbisect/lab'
import { stopService } from '@kbisect/service'
import { type Connection, connect } from '../api/connect.ts'
import { ensureTree } from '../ask/ensure-tree.ts'
import { postBisection } from '../ask/start-bisection.ts'
import { followToEnd } from '../commands/follow-to-end.ts'
import { makeLab } from '../commands/lab-command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-status.ts'
import { type DemoAnswer, demoAnswer, demoDifferences } from './demo-answer.ts'
import { demoStep } from './demo-step.ts'
import { findUnfinished } from './find-unfinished.ts'

export interface DemoOptions {
  readonly scenario: string
  readonly source?: string
  readonly stop?: boolean
  readonly json?: boolean
}

const LOGS = 'look at the logs of the service: `kbisect doctor` says what is missing here, and where they are'

/**
 * Makes the lab, starts the service, has the lab bisected over the API, and compares the answer with the known one.
 * @returns the exit status: 0 only for the true culprit and the true scope
 * @throws DemoStepError
 */
export async function runDemo(context: Context, options: DemoOptions): Promise<number> {
  let shown: Shown
  try {
    shown = await demonstrate(context, options, performance.now())
  } finally {
    if (options.stop) await stop(context)
  }
  // The very last line, for whoever reads both streams as one.
  if (options.json && shown.answer) context.terminal.out(JSON.stringify(shown.answer))
  return shown.status
}

interface Shown {
  readonly status: number
  readonly answer?: DemoAnswer
}

async function demonstrate(context: Context, options: DemoOptions, began: number): Promise<Shown> {
  const { terminal } = context
  terminal.note(`lab: a Linux history with a known answer, scenario ${options.scenario}`)
  const lab = await demoStep('making the lab', 'free some disk space, or name another source with --source', () =>
    makeLab(context, options),
  )
  terminal.note(`lab: ${lab.commits} commits in ${lab.repository}`)
  const connection = await demoStep('starting the service', LOGS, () => connect(context))
  const { id } = await demoStep('starting the bisection', LOGS, () => ask(context, connection, lab, options.scenario))
  sayWhere(context, connection, id)
  const over = await demoStep('following the bisection', `kbisect watch ${id}`, () =>
    followToEnd(context, connection, id),
  )
  if (!over) return { status: EXIT.interrupted }
  await demoStep('reading the report', `kbisect report ${id}`, () => printReport(context, connection, id))
  return compare(context, options, { over, lab, url: connection.pageUrl(id), began })
}

async function ask(context: Context, connection: Connection, lab: Lab, scenario: string): Promise<Bisection> {
  const { api } = connection
  const signal = context.interrupted()
  const { note } = context.terminal
  const tree = await ensureTree(api, lab.repository, { signal, note, name: `lab-${scenario}` })
  // The lab speaks in readonly; the wire does not care.
  const request = { tree, ...(structuredClone(lab.request) as Omit<BisectionRequest, 'tree'>) }
  const unfinished = await findUnfinished(api, request)
  if (unfinished) note(`going on with the bisection that an earlier demo left: ${unfinished.id}`)
  return unfinished ?? (await postBisection(api, request, signal))
}

/** The token gets onto a screen only: a log may be read by many. */
function sayWhere({ terminal }: Context, { api, token, pageUrl }: Connection, id: string): void {
  terminal.note(`page: ${pageUrl(id)}`)
  if (!terminal.live || token === undefined) return
  const login = new URLSearchParams({ token, next: `/bisections/${id}` })
  terminal.note(`open it, logged in: ${api.url}/login?${login}`)
}

async function printReport({ terminal }: Context, { api }: Connection, id: string): Promise<void> {
  const text = await api.text(`/bisections/${id}/report?format=text`)
  terminal.out(text.trimEnd())
}

interface Found {
  readonly over: Bisection
  readonly lab: Lab
  readonly url: string
  readonly began: number
}

function compare({ terminal }: Context, { stop: stops }: DemoOptions, { over, lab, url, began }: Found): Shown {
  const answer = demoAnswer(over, lab, url, Math.round((performance.now() - began) / 100) / 10)
  const differences = demoDifferences(answer, lab)
  terminal.out('')
  for (const difference of differences) terminal.out(`wrong: ${difference}`)
  if (differences.length === 0)
    terminal.out(
      `right: this is the commit that broke the lab, and where; ${answer.builds} builds, ${answer.runs} runs, ${answer.wallSeconds} s`,
    )
  if (!stops) terminal.out(`The service goes on: ${url} (\`npx kbisect stop\` ends it)`)
  // One that is paused waits for a person to mend this machine.
  if (over.state === 'paused') return { status: EXIT.error, answer }
  return { status: differences.length === 0 ? EXIT.culprit : EXIT.other, answer }
}

async function stop({ terminal, settings }: Context): Promise<void> {
  terminal.note('stopping the service …')
  await demoStep('stopping the service', 'kbisect stop', () => stopService(settings()))
}
