import type { Command, Option } from 'commander'
import { leaves } from '../commands/instance-option.ts'
import { EXIT_STATUSES } from '../exit-status.ts'
import { roffLines, roffProse, roffTerm, roffText } from './roff.ts'

const DESCRIPTION = `
\`kbisect\` starts bisections and shows them, over the HTTP API of a service. The service builds and boots
commits between a good and a bad revision of the Linux kernel, and names the one that broke it.`

const SERVICES = [
  ['--instance NAME', 'of the command line'],
  ['KBISECT_URL, KBISECT_INSTANCE', 'of the environment'],
  ['default', 'of the configuration file'],
  ['.env', 'of the state directory, then of the checkout'],
  ['the service of this machine', 'which is started when it is needed; its name is `local`'],
] as const

const ENVIRONMENT = [
  ['KBISECT_URL', 'The address of the service.'],
  ['KBISECT_TOKEN', 'The token for `KBISECT_URL`, or the first one of the service of this machine.'],
  ['KBISECT_INSTANCE', 'The service, by its name in the configuration file.'],
  ['KBISECT_STATE_DIR', 'The state directory of the service of this machine.'],
  ['NO_COLOR, FORCE_COLOR', 'Turn colours off, and on.'],
] as const

const FILES = [
  ['~/.config/kbisect/config.toml', 'The configuration file: see `kbisect instance`. Its mode must be 0600.'],
  ['~/.local/state/kbisect, /var/lib/kbisect', 'The state directory, of users and of root.'],
] as const

/** Returns the manual page of a program, in the man macros of roff. */
export function manualPage(program: Command): string {
  const sections = [
    ['NAME', `${program.name()} \\- find the commit that broke a Linux kernel`],
    ['SYNOPSIS', `.B ${program.name()}\n.I COMMAND\n.RI [ OPTION ]...`],
    [
      'DESCRIPTION',
      `${roffProse(DESCRIPTION.trim())}\n.PP\nA command talks to the service that is named first by:\n${terms(SERVICES)}`,
    ],
    ['OPTIONS', optionsOf(program)],
    ['COMMANDS', visibleLeaves(program).map(commandSection).join('\n')],
    ['EXIT STATUS', terms(EXIT_STATUSES.map(([status, meaning]): [string, string] => [String(status), meaning]))],
    ['ENVIRONMENT', terms(ENVIRONMENT)],
    ['FILES', terms(FILES)],
    ['SEE ALSO', 'The directory\n.I docs\nof kbisect, and\n.BR git\\-bisect (1).'],
  ]
  const head = `.\\" Made from the program's definition by "npm run docs".\n.TH KBISECT 1 "" "kbisect ${program.version()}" "User Commands"`
  return `${[head, ...sections.map(([title, text]) => `.SH ${title}\n${text}`)].join('\n')}\n`
}

const terms = (list: readonly (readonly [string, string])[]): string =>
  list.map(([term, meaning]) => roffTerm(term, meaning)).join('\n')

const visibleLeaves = (program: Command): Command[] => leaves(program).filter(isVisible)

function isVisible(command: Command): boolean {
  const { parent } = command
  return parent === null || (parent.createHelp().visibleCommands(parent).includes(command) && isVisible(parent))
}

function commandSection(command: Command): string {
  const more = textBelow(command)
  return [
    `.SS "${roffText(pathOf(command))}"`,
    usageOf(command),
    '.PP',
    ...command.description().split('\n').map(roffProse),
    ...command.registeredArguments.map((argument) =>
      roffTerm(argument.name().toUpperCase(), argument.description + choicesOf(argument.argChoices)),
    ),
    optionsOf(command),
    ...(more === '' ? [] : ['.PP', roffLines(more)]),
  ].join('\n')
}

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`

function usageOf(command: Command): string {
  const { registeredArguments: all } = command
  const words = all.map((one) => (one.required ? one.name().toUpperCase() : `[${one.name().toUpperCase()}]`))
  return `\\fB${roffText(pathOf(command))}\\fR [\\fIOPTION\\fR]... \\fI${roffText(words.join(' '))}\\fR`
}

function optionsOf(command: Command): string {
  const options = command.createHelp().visibleOptions(command)
  return options.map((option) => roffTerm(option.flags, meaningOf(option))).join('\n')
}

function meaningOf({ description, argChoices, defaultValue, mandatory }: Option): string {
  const standard: unknown = defaultValue
  const given = typeof standard === 'string' || typeof standard === 'number' ? `; default: ${String(standard)}` : ''
  return `${description}${choicesOf(argChoices)}${given}${mandatory ? ' (needed)' : ''}`
}

const choicesOf = (choices: readonly string[] | undefined): string => (choices ? `: ${choices.join(', ')}` : '')

/** The text that the help of a command has below its options. */
function textBelow(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) })
  command.outputHelp()
  return text.slice(command.helpInformation().length).trim()
}
