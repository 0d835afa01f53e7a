import type { Argument, Command, Option } from 'commander'

/** What can be typed in one place: words, or what the shell or the service knows. */
export type Value =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'id' | 'tree' | 'instance' | 'text' }

export interface DescribedOption {
  /** `--json`; a short form is there besides. */
  readonly long: string
  readonly short: string | undefined
  readonly description: string
  /** Absent for one without a value. */
  readonly value: Value | undefined
}

/** A command as a shell completes it. */
export interface DescribedCommand {
  /** Without the program; empty for the program itself. */
  readonly words: readonly string[]
  readonly commands: readonly { readonly name: string; readonly summary: string }[]
  readonly options: readonly DescribedOption[]
  readonly arguments: readonly Value[]
}

// What the names in help texts stand for.
const KINDS: Readonly<Record<string, 'file' | 'id' | 'tree' | 'instance'>> = {
  file: 'file',
  path: 'file',
  dir: 'file',
  config: 'file',
  'path-or-url': 'file',
  id: 'id',
  tree: 'tree',
  instance: 'instance',
}

/** Returns a program and its visible commands, as its definition has them. */
export function describeCommands(program: Command): DescribedCommand[] {
  return describe(program, [])
}

function describe(command: Command, words: readonly string[]): DescribedCommand[] {
  const help = command.createHelp()
  const below = help.visibleCommands(command)
  const own: DescribedCommand = {
    words,
    commands: below.map((one) => ({ name: one.name(), summary: help.subcommandDescription(one) })),
    options: help.visibleOptions(command).map(describeOption),
    arguments: command.registeredArguments.map(argumentValue),
  }
  const names = below.map((one) => one.name()).filter((name) => name !== HELP)
  return [
    own,
    ...below.flatMap((one) => (one.name() === HELP ? [helpOf(words, names)] : describe(one, [...words, one.name()]))),
  ]
}

// Commander adds it to each command that has others.
const HELP = 'help'

const helpOf = (words: readonly string[], names: readonly string[]): DescribedCommand => ({
  words: [...words, HELP],
  commands: [],
  options: [],
  arguments: [{ kind: 'words', words: names }],
})

function describeOption(option: Option): DescribedOption {
  const { long, short, description, flags, argChoices } = option
  const name = /^[^<[]*[<[]([^>\]]*)[>\]]$/.exec(flags)?.[1]
  return {
    long: long ?? flags,
    short: short ?? undefined,
    description,
    value: name === undefined ? undefined : valueNamed(name, argChoices),
  }
}

const argumentValue = (argument: Argument): Value => valueNamed(argument.name(), argument.argChoices)

function valueNamed(name: string, choices: readonly string[] | undefined): Value {
  return choices ? { kind: 'words', words: choices } : { kind: KINDS[name] ?? 'text' }
}
