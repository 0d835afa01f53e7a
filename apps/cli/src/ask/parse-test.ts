import type { Test } from '@kbisect/contracts'
import { compilePattern, PatternError } from '@kbisect/text'
import { CliError } from '../cli-error.ts'
import { readOptionFile } from './read-file.ts'

/**
 * What `--test` asks for: `boot`, `build`, `script:FILE`, `console:REGEX` (a line must match),
 * `console:!REGEX` (no line may) or `kunit:SUITE.CASE`.
 * @param kunitOptions symbols that build the suite of KUnit; none: the service looks for them
 * @throws CliError
 */
export async function parseTest(text: string, kunitOptions: readonly string[] = []): Promise<Test> {
  if (text === 'boot' || text === 'build') return { kind: text }
  const [, kind, rest = ''] = /^(script|console):(.*)$/s.exec(text) ?? []
  if (kind === 'script' && rest !== '') return { kind, script: await readOptionFile('--test', rest) }
  if (kind === 'console' && rest !== '' && rest !== '!') return consoleTest(rest)
  if (text.startsWith('kunit:') && text !== 'kunit:') return kunitTest(text.slice('kunit:'.length), kunitOptions)
  throw new CliError(`--test: ${JSON.stringify(text)} is not a test`, {
    hint: 'use boot, build, script:FILE, console:REGEX, console:!REGEX or kunit:SUITE.CASE',
  })
}

/** As KUnit's own filters have it: the first dot ends the name of the suite. */
function kunitTest(rest: string, options: readonly string[]): Test {
  const dot = rest.indexOf('.')
  const [suite, name] = dot < 0 ? [rest, ''] : [rest.slice(0, dot), rest.slice(dot + 1)]
  return {
    kind: 'kunit',
    suite,
    ...(name === '' ? {} : { case: name }),
    ...(options.length > 0 ? { options: [...options] } : {}),
  }
}

function consoleTest(rest: string): Test {
  const absent = rest.startsWith('!')
  const pattern = absent ? rest.slice(1) : rest
  try {
    compilePattern(pattern)
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause
    throw new CliError(`--test: ${JSON.stringify(pattern)} ${cause.message}`, {
      hint: `${cause.hint}, and quote it for the shell`,
      cause,
    })
  }
  return { kind: 'console', pattern, expect: absent ? 'absent' : 'present' }
}
