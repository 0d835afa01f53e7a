import type { Bisection } from '@kbisect/contracts'
import type { Command } from 'commander'
import { connect } from '../api/connect.ts'
import type { Context } from '../context.ts'
import type { Finish } from './finish.ts'

const CONTROLS = [
  {
    name: 'cancel',
    summary: 'end a bisection; what was found so far is kept',
    said: 'is being cancelled',
  },
  {
    name: 'resume',
    summary: 'go on with a paused bisection',
    said: 'goes on',
  },
] as const

/** `kbisect cancel` and `kbisect resume`. */
export function addControlCommands(program: Command, context: Context, finish: Finish): void {
  for (const { name, summary, said } of CONTROLS) {
    program
      .command(name)
      .argument('<id>', 'of the bisection')
      .summary(summary)
      .description(`Asks the service to ${summary}.`)
      .addHelpText('after', `\nExamples:\n  $ kbisect ${name} 3fq0c8k2v1x9w7m5n4b6`)
      .action((id: string) =>
        finish(async () => {
          const { api, pageUrl } = await connect(context)
          const bisection = await api.post<Bisection>(`/bisections/${encodeURIComponent(id)}/${name}`)
          context.terminal.note(`bisection ${bisection.id} ${said}: ${pageUrl(bisection.id)}`)
          return 0
        }),
      )
  }
}
