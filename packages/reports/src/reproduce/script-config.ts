import { createHash } from 'node:crypto'
import { shellWord } from '@kbisect/text'
import { printPacked, printText } from './embed.ts'
import type { ReproduceInput } from './reproduce-input.ts'
import { buildOf, type Reproduction } from './reproduction.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The settled configuration of a build, as it was. */
function settledConfig(input: ReproduceInput, hash: string): string | undefined {
  const digest = buildOf(input, hash)?.artifacts.find(({ name }) => name === 'config')?.digest
  return digest === undefined ? undefined : input.configs.get(digest)
}

/** Writes the configuration: the very one of the build, or made as it was made. */
export function configPart(input: ReproduceInput, { commit, parents, recorded }: Reproduction): string {
  const own = settledConfig(input, commit)
  const others = parents.slice(0, 1).flatMap((hash) => {
    const text = settledConfig(input, hash)
    return text === undefined || text === own ? [] : [`${shellWord(hash)})\n${embedded(text)}\n    ;;`]
  })
  const fallback = own === undefined ? recipe(recorded.base, input.kit) : embedded(own)
  return `# The configuration.
write_config() {
  case $wanted in
  ${[...others, `*)\n${fallback}\n    ;;`].join('\n  ')}
  esac
}
config_digest() { sha256sum <"$output/.config" | cut -d ' ' -f 1; }
`
}

/** As the service makes a configuration: a base, and fragments after it. */
function recipe(goal: string | undefined, { base = '', fragments }: ReproduceInput['kit']): string {
  const begin =
    goal === undefined
      ? into('>', printText(`${base}\n`))
      : `make_kernel ${shellWord(goal)} >>"$output.log" 2>&1 || fail "the configuration cannot be made; see $output.log"`
  return [begin, ...fragments.map((text) => into('>>', printText(`${text}\n`)))].join('\n')
}

/**
 * Sends what a command prints to the configuration; its first line is the command, the rest what it
 * reads.
 */
const into = (how: '>' | '>>', print: string): string => print.replace('\n', () => ` ${how}"$output/.config"\n`)

function embedded(text: string): string {
  return `${into('>', printPacked(text))}
    [ "$(config_digest)" = ${sha256(text)} ] || fail "the configuration in this script is damaged; download it again"`
}
