import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { shellWord } from '@kbisect/text'
import { CliError } from '../cli-error.ts'
import { type Config, parseConfig } from './parse-config.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The configuration file of a user: where it is, and what it holds. */
export interface ConfigFile extends Config {
  readonly path: string
  /** Empty where there is no file. */
  readonly text: string
}

/** Returns the path of the configuration file, as the XDG Base Directory Specification has it. */
export function configPath(environment: Environment, home = homedir()): string {
  const { XDG_CONFIG_HOME: base = '' } = environment
  return join(isAbsolute(base) ? base : join(home, '.config'), 'kbisect/config.toml')
}

/**
 * Reads the configuration file; where there is none, it holds nothing.
 * @throws CliError when it cannot be read, when others may read or change it, or when it is wrong
 */
export function readConfigFile(path: string): ConfigFile {
  const text = readPrivate(path)
  return { path, text: text ?? '', ...parseConfig(text ?? '', path) }
}

function readPrivate(path: string): string | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : String(cause)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new CliError(`cannot read ${path} (${code})`, { hint: 'correct its permissions, or remove it', cause })
  }
  try {
    const found = fstatSync(file)
    if (!found.isFile()) throw new CliError(`${path} is not a file`, { hint: 'remove it' })
    const mode = found.mode & 0o777
    if ((mode & 0o077) !== 0)
      throw new CliError(`${path} has mode 0${mode.toString(8)}: other users of this machine could use its tokens`, {
        hint: `chmod 600 ${shellWord(path)}`,
      })
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
