import { join } from 'node:path'
import type { Lab } from '@kbisect/lab'
import { scenarios } from '@kbisect/lab/scenarios'
import { type Command, Option } from 'commander'
import type { Context, Finish } from '../context.ts'
import { showLabProgress } from '../progress/lab-progress.ts'
import { tableLines } from '../table-lines.ts'

interface CreateOptions {
  readonly scenario: string
  readonly source?: string
  readonly dir?: string
  readonly json?: boolean
}

const names = scenarios.map(({ name }) => name)
const DEFAULT = scenarios[0]?.name ?? ''

/** `kbisect lab`. */
export function addLabCommand(program: Command, context: Context, finish: Finish): void {
  const lab = program
    .command('lab')
    .summary('make Linux histories with known answers')
    .description('Makes Linux histories with known answers, to try kbisect on.')
  lab
    .command('create')
    .summary('make one, or find the one that was made before')
    .description('Makes the git repository of a scenario. The same source gives the same hashes everywhere.')
    .addOption(new Option('--scenario <name>', 'the history').choices(names).default(DEFAULT))
    .option('--source <path>', 'tarball or directory of a Linux source; default: Debian’s linux-source-6.1')
    .option('--dir <dir>', 'where to put the repository; default: in the state directory')
    .option('--json', 'print the lab as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kbisect lab create\n  $ kbisect lab create --scenario x86 --dir /tmp/lab-x86 --json',
    )
    .action((options: CreateOptions) => finish(() => create(context, options)))
  lab
    .command('list')
    .summary('list the scenarios')
    .description('Lists the scenarios.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect lab list')
    .action(({ json }: { json?: boolean }) =>
      finish(async () => {
        const listed = scenarios.map(({ name, summary }) => ({ name, summary }))
        if (json) context.terminal.out(JSON.stringify(listed))
        else
          for (const line of tableLines(scenarios.map(({ name, summary }) => [name, summary])))
            context.terminal.out(line)
        return 0
      }),
    )
}

/** Makes the lab of a scenario with progress on the terminal. @throws InfrastructureError */
export async function makeLab(context: Context, { scenario, source, dir }: Omit<CreateOptions, 'json'>): Promise<Lab> {
  const [{ createLab }, { prepareState, stateLayout }] = await Promise.all([
    import('@kbisect/lab'),
    import('@kbisect/settings'),
  ])
  const layout = stateLayout(context.settings())
  if (dir === undefined) prepareState(layout)
  const progress = showLabProgress(context.terminal)
  try {
    return await createLab({
      scenario,
      repository: dir ?? join(layout.lab, scenario),
      ...(source === undefined ? {} : { source }),
      signal: context.interrupted(),
      onProgress: progress.update,
    })
  } finally {
    progress.close()
  }
}

async function create(context: Context, options: CreateOptions): Promise<number> {
  const lab = await makeLab(context, options)
  if (options.json) {
    context.terminal.out(JSON.stringify(lab))
    return 0
  }
  const lines = [
    ['repository', lab.repository],
    ['commits', String(lab.commits)],
    ['good', lab.good],
    ['bad', lab.bad],
    ['culprit', `${lab.culprit.hash} "${lab.culprit.subject}"`],
    ['affected', lab.affected.join(', ')],
    ['unaffected', lab.unaffected.join(', ')],
  ]
  for (const line of tableLines(lines)) context.terminal.out(line)
  return 0
}
