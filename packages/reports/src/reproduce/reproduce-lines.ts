import { shellWord } from '@kbisect/text'
import type { ReportInput, ReportUrls } from '../report-input.ts'
import { oneLine, short, WIDTH } from '../text-format.ts'
import type { MakeCall } from './recorded-commands.ts'
import type { Reproduction } from './reproduction.ts'

/** A command on as many lines as it needs. */
function command(words: readonly string[], indent: string): string {
  const lines: string[] = []
  let line = indent
  for (const [at, word] of words.entries()) {
    const isLast = at === words.length - 1
    if (line.trim() !== '' && line.length + 1 + word.length + (isLast ? 0 : 2) > WIDTH) {
      lines.push(`${line} \\`)
      line = `${indent}  `
    }
    line += line.trim() === '' ? word : ` ${word}`
  }
  return [...lines, line].join('\n')
}

function makeWords({ variables, prefix, compiler, isLlvm }: MakeCall, goal: string): string[] {
  const versioned = !isLlvm && compiler !== 'gcc' ? [`CC=${prefix ?? ''}${compiler}`] : []
  // Empty ones keep a version out of the image, which matters to programs that compare images.
  const told = variables.filter((word) => !word.endsWith('='))
  return ['make', ...told, ...(prefix ? [`CROSS_COMPILE=${prefix}`] : []), ...versioned, goal].map((word) =>
    shellWord(oneLine(word)),
  )
}

/** Options together with their values, which stay on one line. */
function withValues(words: readonly string[]): string[] {
  const together: string[] = []
  for (const [at, word] of words.entries()) {
    const option = words[at - 1]
    if (option?.startsWith('-') && !word.startsWith('-')) together[together.length - 1] += ` ${word}`
    else together.push(word)
  }
  return together
}

/**
 * Returns a command that fetches a file of the service; the token is a variable, so that what is
 * copied can be shown to others.
 */
export function downloadCommand(
  { reads }: Pick<ReportUrls, 'reads'>,
  file: string,
  url: string,
  indent: string,
): string[] {
  const save = `-o ${file} ${shellWord(url)}`
  return reads === 'public'
    ? [`${indent}curl ${save}`]
    : [`${indent}curl -H "Authorization: Bearer $TOKEN" \\`, `${indent}  ${save}`]
}

/**
 * Returns the commands that the script comes down to, which run in a clone of the tree. Long ones
 * are continued on further lines.
 */
export function reproduceLines(
  { commit, build, recorded, boot }: Reproduction,
  { urls }: Pick<ReportInput, 'urls'>,
  indent = '',
): string[] {
  const { make, goal } = recorded
  const config = build.artifacts.find(({ name }) => name === 'config')
  const lines = [
    command(['git', 'checkout', short(commit)], indent),
    ...(build.patched === null ? [] : [command(['git', 'cherry-pick', '--no-commit', short(build.patched)], indent)]),
    ...(config ? downloadCommand(urls, '.config', urls.artifact(config.digest), indent) : []),
    command(makeWords(make, 'olddefconfig'), indent),
    command(makeWords(make, goal), indent),
  ]
  if (!boot) return lines
  const args = boot.args.map((word) => (typeof word === 'string' ? shellWord(oneLine(word)) : word.file.toUpperCase()))
  return [...lines, command([boot.program, ...withValues(args)], indent)]
}
