import { scenarios } from '@kbisect/lab/scenarios'
import { stopService } from '@kbisect/supervisor'
import type { Context } from '../context.ts'
import { describeError, errorReason } from '../describe-error.ts'
import { EXIT } from '../exit-status.ts'
import type { DemoAnswer } from './demo-answer.ts'
import { ALL, type DemoOptions } from './demo-options.ts'
import { demoStep } from './demo-step.ts'
import { type DemoFailure, demoTable } from './demo-table.ts'
import { demonstrate, type Shown } from './demonstrate.ts'

/**
 * Has kbisect find what a scenario, or each of them, knows to be right.
 * @returns the exit status: 0 only for the whole truth, of every scenario that was asked for
 * @throws DemoStepError of a single scenario; of several the others go on
 */
export async function runDemo(context: Context, options: DemoOptions): Promise<number> {
  const { terminal } = context
  let ended: Ended
  try {
    ended = await (options.scenario === ALL ? demonstrateAll(context, options) : demonstrateOne(context, options))
  } finally {
    if (options.stop) await stop(context)
  }
  // The very last lines, for whoever reads both streams as one.
  if (options.json) for (const answer of ended.answers) terminal.out(JSON.stringify(answer))
  return ended.status
}

interface Ended {
  readonly status: number
  readonly answers: readonly (DemoAnswer | DemoFailure)[]
}

async function demonstrateOne(context: Context, options: DemoOptions): Promise<Ended> {
  const { status, answer } = await demonstrate(context, options)
  if (answer && !options.stop) sayThatItGoesOn(context, answer.url)
  return { status, answers: answer ? [answer] : [] }
}

async function demonstrateAll(context: Context, options: DemoOptions): Promise<Ended> {
  const { terminal, interrupted } = context
  const answers: (DemoAnswer | DemoFailure)[] = []
  let status: number = EXIT.culprit
  for (const { name } of scenarios) {
    const shown = await demonstrate(context, { ...options, scenario: name }).catch((error: unknown): Shown => {
      interrupted().throwIfAborted()
      for (const line of describeError(error)) terminal.note(line)
      answers.push({ scenario: name, error: errorReason(error) })
      return { status: EXIT.error }
    })
    if (shown.answer) answers.push(shown.answer)
    status = Math.max(status, shown.status)
    if (shown.status === EXIT.interrupted) break
  }
  terminal.out('')
  for (const line of demoTable(answers)) terminal.out(line)
  const url = answers.flatMap((answer) => ('url' in answer ? [answer.url] : [])).at(-1)
  if (url !== undefined && !options.stop) sayThatItGoesOn(context, url)
  return { status, answers }
}

function sayThatItGoesOn({ terminal }: Context, url: string): void {
  terminal.out(`The service goes on: ${url} (\`kbisect stop\` ends it)`)
}

async function stop({ terminal, settings }: Context): Promise<void> {
  terminal.note('stopping the service …')
  await demoStep('stopping the service', 'kbisect stop', () => stopService(settings()))
}
