import type { DescribedCommand, DescribedOption, Value } from './describe-commands.ts'

/** Returns a word in single quotes, as fish reads it. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** Returns the script that completes the program in fish. */
export function fishScript(commands: readonly DescribedCommand[]): string {
  const paths = commands.flatMap(({ words, commands: below }) => below.map(({ name }) => [...words, name]))
  const steps = paths.map((words) => quoted(`${words.slice(0, -1).join(' ')} ${words.at(-1)}`))
  const valued = commands.flatMap(({ words, options }) =>
    options.filter(({ value }) => value).map(({ long }) => quoted(`${words.join(' ')} ${long}`)),
  )
  return `# Completes kbisect in fish.
function __kbisect_state
    set -l cmd
    set -l count 0
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$cmd $word"
            case ${steps.join(' ')}
                set cmd (string trim -- "$cmd $word")
            case ${valued.join(' ')}
                set skip 1
            case '* -*'
            case '*'
                set count (math $count + 1)
        end
    end
    echo "$cmd"
    echo $count
end
function __kbisect_is
    set -l state (__kbisect_state)
    test "$state[1]" = "$argv[1]"; or return 1
    test (count $argv) = 1; or test "$state[2]" = "$argv[2]"
end
function __kbisect_values
    set -l words (commandline -opc)
    set -l instance
    if set -l at (contains -i -- --instance $words)
        set -l next (math $at + 1)
        set -q words[$next]; and set instance --instance $words[$next]
    end
    kbisect completion-values $argv[1] (commandline -ct | string replace -r '^--[a-z-]+=' '') $instance 2>/dev/null </dev/null
end
complete -c kbisect -f
${commands.flatMap(completions).join('\n')}`
}

function completions(command: DescribedCommand): string[] {
  const path = command.words.join(' ')
  const at = (count?: number) =>
    `complete -c kbisect -n ${quoted(`__kbisect_is "${path}"${count === undefined ? '' : ` ${count}`}`)}`
  return [
    ...command.commands.map(({ name, summary }) => `${at(0)} -a ${name} -d ${quoted(summary)}`),
    ...command.options.map((option) => `${at()} ${optionWords(option)}`),
    ...command.arguments.flatMap((value, count) => {
      const words = valueWords(value)
      return words === undefined ? [] : [`${at(count)} ${words}`]
    }),
  ]
}

function optionWords({ long, short, description, value }: DescribedOption): string {
  const names = [`-l ${long.slice(2)}`, ...(short === undefined ? [] : [`-s ${short.slice(1)}`])].join(' ')
  return [
    names,
    ...(value ? [value.kind === 'file' ? '-r' : '-x', valueWords(value) ?? ''] : []),
    `-d ${quoted(description)}`,
  ]
    .filter((word) => word !== '')
    .join(' ')
}

function valueWords(value: Value): string | undefined {
  if (value.kind === 'words') return `-a ${quoted(value.words.join(' '))}`
  if (value.kind === 'file') return '-F'
  return value.kind === 'text' ? undefined : `-a ${quoted(`(__kbisect_values ${value.kind})`)}`
}
