import { scenarios } from '@kbisect/lab/scenarios'
import { type Command, Option } from 'commander'
import { LOCAL } from '../config/parse-config.ts'
import type { Context, Finish } from '../context.ts'
import { ALL, type DemoOptions } from './demo-options.ts'

/**
 * `kbisect demo`, which `npm run demo` ends in. Hidden: without the set-up before it, it is of
 * little use.
 */
export function addDemoCommand(program: Command, context: Context, finish: Finish): void {
  const names = scenarios.map(({ name }) => name)
  program
    .command('demo', { hidden: true })
    .description('Has kbisect find the known culprit in a real Linux history. Ends with 0 only for the whole truth.')
    .addOption(
      new Option('--scenario <name>', 'the history; all: each of them, one after the other')
        .choices([...names, ALL])
        .default(names[0]),
    )
    .option('--source <path>', 'tarball or directory of a Linux source; default: Debian’s linux-source-6.1')
    .option('--stop', 'end the service afterwards')
    .option('--json', 'print the answer as the last line, a JSON object; of several scenarios a line each')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run demo\n  $ npm run demo -- --scenario x86\n  $ npm run demo -- --scenario all --json --stop',
    )
    .action((options: DemoOptions) =>
      finish(async () => {
        const { runDemo } = await import('./run-demo.ts')
        return await runDemo({ ...context, instance: () => LOCAL }, options)
      }),
    )
}
