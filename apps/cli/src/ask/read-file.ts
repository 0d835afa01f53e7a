import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ConfigFile } from '@kbisect/contracts'
import { CliError } from '../cli-error.ts'

/** @throws CliError naming the option whose file cannot be read */
export async function readOptionFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? cause.code : cause
    throw new CliError(`${option}: cannot read ${path} (${why})`, {
      hint: 'name a file that exists and is readable',
      cause,
    })
  }
}

/** A piece of configuration with the name that targets will show: the file's, without `.config`. */
export async function readConfigFile(option: string, path: string): Promise<ConfigFile> {
  const name = basename(path).replace(/\.config$/, '') || 'config'
  return { name, content: await readOptionFile(option, path) }
}
