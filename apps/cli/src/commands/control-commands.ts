import type { Bisection } from '@kbisect/contracts'
import type { Command } from 'commander'
import { bisectionPath } from '../api/bisection-path.ts'
import { connect } from '../api/connect.ts'
import type { Context, Finish } from '../context.ts'

const CONTROLS = [
  {
    name: 'cancel',
    summary: 'end a bisection; what was found so far is kept',
    said: 'is being cancelled',
    options: [],
  },
  {
    name: 'resume',
    summary: 'go on with a paused bisection',
    said: 'goes on',
    options: [
      {
        name: 'repin',
        help: 'forget what was made with a toolchain or an emulator that no host has any more, and make it again with what the hosts have',
      },
    ],
  },
] as const

const examplesOf = (name: string, options: readonly { readonly name: string }[]): string =>
  ['', ...options.map((option) => `--${option.name} `)]
    .map((given) => `\n  $ kbisect ${name} ${given}3fq0c8k2v1x9w7m5n4b6`)
    .join('')

/** `kbisect cancel` and `kbisect resume`. */
export function addControlCommands(program: Command, context: Context, finish: Finish): void {
  for (const { name, summary, said, options } of CONTROLS) {
    const command = program
      .command(name)
      .argument('<id>', 'of the bisection; its beginning is enough')
      .summary(summary)
      .description(`Asks the service to ${summary}.`)
    for (const option of options) command.option(`--${option.name}`, option.help)
    command
      .option('--json', 'print the bisection as JSON')
      .addHelpText('after', `\nExamples:${examplesOf(name, options)}`)
      .action((id: string, { json, ...given }: Readonly<Record<string, unknown>>) =>
        finish(async () => {
          const { api, pageUrl } = await connect(context)
          const chosen = options.filter((option) => given[option.name] === true)
          const query = new URLSearchParams(chosen.map((option): [string, string] => [option.name, 'true']))
          const path = `${await bisectionPath(api, id)}/${name}`
          const bisection = await api.post<Bisection>(query.size > 0 ? `${path}?${query}` : path)
          context.terminal.note(`bisection ${bisection.id} ${said}: ${pageUrl(bisection.id)}`)
          if (json) context.terminal.out(JSON.stringify(bisection))
          return 0
        }),
      )
  }
}
