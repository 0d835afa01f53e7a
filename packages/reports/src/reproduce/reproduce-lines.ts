import { oneLine, WIDTH } from '../text-format.ts'
import type { MakeCall } from './recorded-commands.ts'
import type { Reproduction } from './reproduction.ts'
import { quote } from './shell-quoting.ts'

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
    quote(oneLine(word)),
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

/** The few commands that the script comes down to; where the configuration comes from stands in words. */
export function reproduceLines({ commit, build, recorded, boot }: Reproduction, indent = '    '): string[] {
  const { make, goal } = recorded
  const lines = [
    command(['git', 'checkout', commit.slice(0, 12)], indent),
    ...(build.patched === null
      ? []
      : [command(['git', 'cherry-pick', '--no-commit', build.patched.slice(0, 12)], indent)]),
    command(makeWords(make, 'olddefconfig'), indent),
    command(makeWords(make, goal), indent),
  ]
  if (!boot) return lines
  const args = boot.args.map((word) => (typeof word === 'string' ? quote(oneLine(word)) : word.file.toUpperCase()))
  return [...lines, command([boot.program, ...withValues(args)], indent)]
}
