import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inWordsOf } from '@kbisect/contracts/words'
import { programFiles } from '@kbisect/settings/start'
import { shellWord } from '@kbisect/text'

// The same place seen from the sources and from the compiled files.
const PROGRAM = fileURLToPath(new URL('../bin/kbisect.js', import.meta.url))

/**
 * Returns how a shell calls this program from any directory: `kbisect` where PATH leads to it, else
 * its path, quoted.
 * @param found files of that name in PATH, in its order. Those of `node_modules` are there for
 * `npx` and npm scripts alone.
 */
export function commandName(found = programFiles('kbisect'), program = PROGRAM): string {
  const first = found.find((file) => !file.includes('/node_modules/'))
  return first !== undefined && realpathSync(first) === realpathSync(program) ? 'kbisect' : shellWord(program)
}

/**
 * Returns what makes the commands in a text work as printed: each `kbisect` in front of one of
 * these subcommands becomes the name that the shell finds.
 */
export function nameCommands(name: string, subcommands: readonly string[]): (text: string) => string {
  if (name === 'kbisect') return (text) => text
  const command = new RegExp(`(?<![\\w/.-])kbisect(?= (?:${subcommands.join('|')})\\b)`, 'g')
  return (text) => text.replace(command, () => name)
}

/**
 * Returns a text of the service for a person at a terminal: commands in place of requests of the
 * API, and the id of the bisection where they say `ID`.
 */
export function nameBisection(text: string, id: string): string {
  return inWordsOf('command', text).replace(/\b(kbisect [a-z]+) ID\b/g, (_, command: string) => `${command} ${id}`)
}
