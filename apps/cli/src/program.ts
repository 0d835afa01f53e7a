import { readFileSync } from 'node:fs'
import { inWordsOf } from '@kbisect/contracts/words'
import { type Command, CommanderError } from 'commander'
import { nameCommands } from './command-name.ts'
import { addCandidateCommands } from './commands/candidate-commands.ts'
import { addCompletionCommand, addCompletionValuesCommand } from './commands/completion-command.ts'
import { addControlCommands } from './commands/control-commands.ts'
import { addDoctorCommand } from './commands/doctor-command.ts'
import { addInstanceCommand } from './commands/instance-command.ts'
import { addInstanceOption, instanceOf, refuseInstanceElsewhere } from './commands/instance-option.ts'
import { addLabCommand } from './commands/lab-command.ts'
import { addListCommand } from './commands/list-command.ts'
import { addLogCommand } from './commands/log-command.ts'
import { addLoginCommand } from './commands/login-command.ts'
import { addReportCommand } from './commands/report-command.ts'
import { addRetryCommand } from './commands/retry-command.ts'
import { addRunCommand } from './commands/run-command.ts'
import { addServiceCommands } from './commands/service-commands.ts'
import { addShowCommand } from './commands/show-command.ts'
import { addStartCommand } from './commands/start-command.ts'
import { addTreeCommand } from './commands/tree-command.ts'
import { addWatchBranchCommand } from './commands/watch-branch-command.ts'
import { addWatchCommand } from './commands/watch-command.ts'
import type { Context, Finish } from './context.ts'
import { addDemoCommand } from './demo/demo-command.ts'
import { noteError } from './describe-error.ts'
import { EXIT } from './exit-status.ts'
import { KbisectCommand } from './kbisect-command.ts'

/** Commands that talk to a service, which --instance names. */
const OF_A_SERVICE = [
  addRunCommand,
  addStartCommand,
  addListCommand,
  addShowCommand,
  addWatchCommand,
  addLogCommand,
  addReportCommand,
  addControlCommands,
  addRetryCommand,
  addCandidateCommands,
  addTreeCommand,
  addWatchBranchCommand,
  addLoginCommand,
  addCompletionValuesCommand,
]

/** Commands that work on this machine. */
const OF_THIS_MACHINE = [
  addInstanceCommand,
  addServiceCommands,
  addDoctorCommand,
  addLabCommand,
  addCompletionCommand,
  addDemoCommand,
]

/** Commands that say something of the program alone, and start at once. */
const WITHOUT_SETTINGS: ReadonlySet<string> = new Set(['completion'])

const HELP = `
A command talks to the service that --instance names, else KBISECT_URL or
KBISECT_INSTANCE, else the default of the configuration file (see instance
--help), else the service of this machine, which is started when it is needed.

Examples:
  $ kbisect run --repo ~/linux --good v6.1 --bad v6.2 --arch arm64
  $ kbisect list --state running
  $ kbisect doctor`

/** Returns the program with all its commands. */
export function defineProgram(given: Context, finish: Finish): Command {
  const program = new KbisectCommand('kbisect')
  const context = contextFor(program, given)
  program
    .description('Finds the commit that broke a Linux kernel: builds, boots in QEMU, bisects, proves, reports.')
    .version(version(), '-V, --version', 'print the version')
    .addHelpText('after', HELP)
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(nameCommandsOf(program, given)(text.trimEnd())),
      outputError: (text, write) => write(context.terminal.paintNote('bad', text.trimEnd())),
      writeErr: (text) => context.terminal.note(text.trimEnd()),
    })
  for (const add of OF_A_SERVICE) add(program, context, finish)
  addInstanceOption(program)
  refuseInstanceElsewhere(program)
  program.hook('preAction', async (_, command) => {
    if (!WITHOUT_SETTINGS.has(command.name())) await given.loadSettings?.()
  })
  for (const add of OF_THIS_MACHINE) add(program, context, finish)
  return program
}

/** Runs one command line, without `node` and the program's name. @returns the exit status */
export async function runProgram(args: readonly string[], given: Context): Promise<number> {
  let status: number = 0
  const program = defineProgram(given, async (work) => {
    status = await work()
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return status
  } catch (error) {
    return failed(error, contextFor(program, given))
  }
}

/** Returns the version of this package. */
function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}

function nameCommandsOf(program: Command, { command }: Context): (text: string) => string {
  return nameCommands(
    command,
    program.commands.map((one) => one.name()),
  )
}

/** A context in which commands that are told to a person work as printed. */
function contextFor(program: Command, given: Context): Context {
  const note = (line: string) => given.terminal.note(nameCommandsOf(program, given)(inWordsOf('command', line)))
  return { ...given, terminal: { ...given.terminal, note }, instance: () => instanceOf(program) }
}

function failed(error: unknown, { terminal, interrupted }: Context): number {
  // commander has said what was wrong already; its own status would read as "another outcome".
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.error
  if (interrupted().aborted) {
    terminal.note('interrupted')
    return EXIT.interrupted
  }
  noteError(error, terminal)
  return EXIT.error
}
