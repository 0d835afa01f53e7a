import type { TreeCredentials } from '@kbisect/contracts'
import type { Context } from '../context.ts'
import { parseCredentials } from './parse-credentials.ts'
import { readOptionFile } from './read-file.ts'

const OPTION = '--credentials-file'

/**
 * Returns the credentials of the file that the option names, or of standard input for `-`.
 * @throws CliError
 */
export async function readCredentials(context: Pick<Context, 'readInput'>, file: string): Promise<TreeCredentials> {
  if (file === '-')
    return parseCredentials(await context.readInput('Access token or password (not shown): '), 'standard input')
  return parseCredentials(await readOptionFile(OPTION, file), `${OPTION}: ${file}`)
}
