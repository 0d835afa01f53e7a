import type { DescribedCommand } from './describe-commands.ts'
import { argumentCases, commandCases, indented, quoted, stepCases } from './posix-cases.ts'

/** A word with its description, as `_describe` takes them. */
const described = (word: string, description: string): string => quoted(`${word.replaceAll(':', '\\:')}:${description}`)

/** Returns the script that completes the program in zsh. */
export function zshScript(commands: readonly DescribedCommand[]): string {
  const options = commandCases(
    commands,
    (command) => `list=(${command.options.map(({ long, description }) => described(long, description)).join(' ')})`,
  )
  const below = commandCases(commands, ({ commands: names }) =>
    names.length === 0 ? undefined : `list=(${names.map(({ name, summary }) => described(name, summary)).join(' ')})`,
  )
  return `#compdef kbisect
# Completes kbisect in zsh.
_kbisect() {
  local cmd='' kind='' count=0 at word program=\${(Q)words[1]/#\\~/$HOME}
  local -a list instance found
  for ((at = 2; at < CURRENT; at++)); do
    word=\${(Q)words[at]}
    if [[ -n $kind ]]; then
      [[ $kind == instance ]] && instance=(--instance $word)
      kind=''
      continue
    fi
    case "$cmd $word" in
${indented(stepCases(commands), 6)}
      *) [[ $word == -* ]] || ((++count)) ;;
    esac
  done
  if [[ -z $kind && $PREFIX == --*=* ]]; then
    case "$cmd \${PREFIX%%=*}" in
${indented(stepCases(commands), 6)}
    esac
    compset -P '*='
  elif [[ -z $kind && $PREFIX == -* ]]; then
    case "$cmd" in
${indented(options, 6)}
    esac
    _describe -o option list
    return
  fi
  if [[ -z $kind ]]; then
    case "$cmd" in
${indented(below, 6)}
    esac
    if (( $#list && count == 0 )); then
      _describe command list
      return
    fi
    case "$cmd $count" in
${indented(argumentCases(commands), 6)}
    esac
  fi
  case "$kind" in
    words:*) compadd -- \${=kind#words:} ;;
    file) _files ;;
    id | tree | instance)
      found=("\${(@f)$("$program" completion-values "$kind" "$PREFIX" $instance 2>/dev/null </dev/null)}")
      list=(\${\${found//:/\\\\:}/$'\\t'/:})
      (( $#list )) && _describe "$kind" list
      ;;
  esac
}
# Read as a file of fpath it completes at once; sourced it registers itself.
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then
  _kbisect "$@"
else
  compdef _kbisect kbisect
fi`
}
