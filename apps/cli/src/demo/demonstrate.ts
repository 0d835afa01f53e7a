import type { Bisection, BisectionRequest, Run } from '@kbisect/contracts'
import type { Lab } from '@kbisect/lab'
import { type Connection, connect } from '../api/connect.ts'
import { listAll } from '../api/list-pages.ts'
import { ensureTree } from '../ask/ensure-tree.ts'
import { postBisection } from '../ask/start-bisection.ts'
import { followToEnd } from '../commands/follow-to-end.ts'
import { makeLab } from '../commands/lab-command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-status.ts'
import { type DemoAnswer, demoFound, strayFailures } from './demo-answer.ts'
import { demoDifferences } from './demo-differences.ts'
import { demoStep } from './demo-step.ts'
import { findUnfinished } from './find-unfinished.ts'

/** How the demo of one scenario ended; without an answer it was interrupted. */
export interface Shown {
  readonly status: number
  readonly answer?: DemoAnswer
}

const LOGS = 'look at the logs of the service: `kbisect doctor` says what is missing here, and where they are'

/**
 * Makes a scenario's lab, starts the service, has the lab bisected over the API, and compares the
 * answer with the known one.
 * @throws DemoStepError
 */
export async function demonstrate(
  context: Context,
  options: { readonly scenario: string; readonly source?: string },
): Promise<Shown> {
  const { terminal } = context
  const began = performance.now()
  terminal.note(`lab: a Linux history with a known answer, scenario ${options.scenario}`)
  const lab = await demoStep('making the lab', 'free some disk space, or name another source with --source', () =>
    makeLab(context, options),
  )
  terminal.note(`lab: ${lab.commits} commits in ${lab.repository}`)
  const connection = await demoStep('starting the service', LOGS, () => connect(context))
  const { id } = await demoStep('starting the bisection', LOGS, () => ask(context, connection, lab))
  sayWhere(context, connection, id)
  const over = await demoStep('following the bisection', `kbisect watch ${id}`, () =>
    followToEnd(context, connection, id),
  )
  if (!over) return { status: EXIT.interrupted }
  await demoStep('reading the report', `kbisect report ${id}`, () => printReport(context, connection, id))
  return await demoStep('comparing the answer', `kbisect show ${id}`, () =>
    compare(context, connection, { over, lab, began }),
  )
}

async function ask(context: Context, { api }: Connection, lab: Lab): Promise<Bisection> {
  const signal = context.interrupted()
  const { note } = context.terminal
  const tree = await ensureTree(api, lab.repository, { signal, note, name: `lab-${lab.scenario}` })
  // The lab speaks in readonly; the wire does not care.
  // An answer of before would show nothing.
  const request = { tree, ...(structuredClone(lab.request) as Omit<BisectionRequest, 'tree'>), attach: false }
  const unfinished = await findUnfinished(api, request)
  if (unfinished) note(`going on with the bisection that an earlier demo left: ${unfinished.id}`)
  return unfinished ?? (await postBisection(api, request, signal)).bisection
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

interface Over {
  readonly over: Bisection
  readonly lab: Lab
  readonly began: number
}

async function compare({ terminal }: Context, connection: Connection, { over, lab, began }: Over): Promise<Shown> {
  const runs = await listAll<Run>(connection.api, `/bisections/${over.id}/runs`)
  const found = demoFound(over, lab)
  const wrong = demoDifferences(found, lab, strayFailures(runs, over, lab.failsIn))
  const answer: DemoAnswer = {
    ...found,
    expectedCulprit: lab.culprit.hash,
    wrong,
    runs: over.progress.runs,
    builds: over.progress.builds,
    wallSeconds: Math.round((performance.now() - began) / 100) / 10,
    url: connection.pageUrl(over.id),
  }
  terminal.out('')
  for (const difference of wrong) terminal.out(`wrong: ${difference}`)
  if (wrong.length === 0)
    terminal.out(
      `right: this is the commit that broke the lab, and where; ${answer.builds} builds, ${answer.runs} runs, ${answer.wallSeconds} s`,
    )
  // One that is paused waits for a person to fix this machine.
  if (over.state === 'paused') return { status: EXIT.error, answer }
  return { status: wrong.length === 0 ? EXIT.culprit : EXIT.other, answer }
}
