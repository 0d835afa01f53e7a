import type { DescribedCommand, Value } from './describe-commands.ts'

// Bash and zsh share the words of `case`. In both `cmd` is the command so far ("tree add") and
// `word` the next one.

/** Returns a word in single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Returns what a value is called in these scripts: `words:arm arm64`, `file`, `id`. */
export const valueName = (value: Value): string =>
  value.kind === 'words' ? `words:${value.words.join(' ')}` : value.kind

const pathOf = ({ words }: DescribedCommand): string => words.join(' ')

/** Branches that step from a command to the next one, or note which value must follow an option. */
export function stepCases(commands: readonly DescribedCommand[]): string[] {
  return commands.flatMap((command) => [
    ...command.commands.map(({ name }) => {
      const next = [...command.words, name].join(' ')
      return `${quoted(`${pathOf(command)} ${name}`)}) cmd=${quoted(next)} count=0 ;;`
    }),
    ...command.options.flatMap(({ long, short, value }) =>
      value === undefined
        ? []
        : [long, ...(short === undefined ? [] : [short])].map(
            (flag) => `${quoted(`${pathOf(command)} ${flag}`)}) kind=${quoted(valueName(value))} ;;`,
          ),
    ),
  ])
}

/** Branches for `"$cmd $count"`: the value of an argument. */
export function argumentCases(commands: readonly DescribedCommand[]): string[] {
  return commands.flatMap((command) =>
    command.arguments.map((value, at) => `${quoted(`${pathOf(command)} ${at}`)}) kind=${quoted(valueName(value))} ;;`),
  )
}

/** Branches for `"$cmd"`, made of each command. */
export function commandCases(
  commands: readonly DescribedCommand[],
  branch: (command: DescribedCommand) => string | undefined,
): string[] {
  return commands.flatMap((command) => {
    const body = branch(command)
    return body === undefined ? [] : [`${quoted(pathOf(command))}) ${body} ;;`]
  })
}

/** Returns lines with blanks in front. */
export const indented = (lines: readonly string[], by: number): string =>
  lines.map((line) => ' '.repeat(by) + line).join('\n')
