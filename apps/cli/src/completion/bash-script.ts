import type { DescribedCommand } from './describe-commands.ts'
import { argumentCases, commandCases, indented, quoted, stepCases } from './posix-cases.ts'

/** Returns the script that completes the program in bash. */
export function bashScript(commands: readonly DescribedCommand[]): string {
  const options = commandCases(
    commands,
    (command) => `list=${quoted(command.options.map(({ long }) => long).join(' '))}`,
  )
  const below = commandCases(commands, ({ commands: names }) =>
    names.length === 0 ? undefined : `list=${quoted(names.map(({ name }) => name).join(' '))}`,
  )
  return `# Completes kbisect in bash.
_kbisect() {
  local cur=\${COMP_WORDS[COMP_CWORD]} program=\${COMP_WORDS[0]/#\\~/$HOME}
  local cmd='' kind='' count=0 at word list='' IFS=$' \\t\\n'
  local -a instance=()
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    # Bash takes --option=value for three words.
    [[ $word == = ]] && continue
    if [[ -n $kind ]]; then
      [[ $kind == instance ]] && instance=(--instance "$word")
      kind=''
      continue
    fi
    case "$cmd $word" in
${indented(stepCases(commands), 6)}
      *) [[ $word == -* ]] || ((++count)) ;;
    esac
  done
  [[ $cur == = ]] && cur=''
  if [[ -z $kind && $cur == -* ]]; then
    case "$cmd" in
${indented(options, 6)}
    esac
    COMPREPLY=($(compgen -W "$list" -- "$cur"))
    return
  fi
  if [[ -z $kind ]]; then
    case "$cmd" in
${indented(below, 6)}
    esac
    [[ -n $list && $count -eq 0 ]] && kind="words:$list"
  fi
  if [[ -z $kind ]]; then
    case "$cmd $count" in
${indented(argumentCases(commands), 6)}
    esac
  fi
  case "$kind" in
    words:*) COMPREPLY=($(compgen -W "\${kind#words:}" -- "$cur")) ;;
    file)
      compopt -o filenames 2>/dev/null
      IFS=$'\\n'
      COMPREPLY=($(compgen -f -- "$cur"))
      ;;
    id | tree | instance)
      IFS=$'\\n'
      COMPREPLY=($("$program" completion-values "$kind" "$cur" "\${instance[@]}" 2>/dev/null </dev/null | cut -f1))
      ;;
  esac
}
complete -F _kbisect kbisect`
}
