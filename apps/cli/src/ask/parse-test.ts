import type { Test } from '@kbisect/contracts'
import { compilePattern, PatternError } from '@kbisect/text'
import { CliError } from '../cli-error.ts'
import { readOptionFile } from './read-file.ts'

/**
 * What `--test` asks for: `boot`, `build`, `script:FILE`, `console:REGEX` (a line must match) or
 * `console:!REGEX` (no line may).
 * @throws CliError
 */
export async function parseTest(text: string): Promise<Test> {
  if (text === 'boot' || text === 'build') return { kind: text }
  const [, kind, rest = ''] = /^(script|console):(.*)$/s.exec(text) ?? []
  if (kind === 'script' && rest !== '') return { kind, script: await readOptionFile('--test', rest) }
  if (kind === 'console' && rest !== '' && rest !== '!') return consoleTest(rest)
  throw new CliError(`--test: ${JSON.stringify(text)} is not a test`, {
    hint: 'use boot, build, script:FILE, console:REGEX or console:!REGEX',
  })
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
