import type { TreeCredentials } from '@kbisect/contracts'
import { CliError } from '../cli-error.ts'

/** What the help of commands with this option says of the file. */
export const CREDENTIALS_HELP = `
Credentials:
  The file holds an access token or a password on one line; or lines with
  username= and password=, as \`git credential fill\` prints them; or JSON with
  "user" and "password". With - it is read from standard input; a terminal asks
  for the token and does not show it.`

const HINT = 'give one line with the token, or lines with username= and password=, or JSON with "user" and "password"'

/**
 * Returns the credentials that a text holds: a token or password alone, git's lines, or JSON. No
 * error shows a part of it.
 * @param source the file, for errors
 * @throws CliError
 */
export function parseCredentials(text: string, source: string): TreeCredentials {
  const credentials = text.trimStart().startsWith('{') ? fromJson(text, source) : fromLines(text, source)
  if (!credentials.password) throw new CliError(`${source} holds no password or token`, { hint: HINT })
  return credentials
}

function fromLines(text: string, source: string): TreeCredentials {
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  const values = new Map(lines.map((line): [string, string] => cutAt(line, line.indexOf('='))))
  if (values.has('password') || values.has('username'))
    return credentialsOf(values.get('username'), values.get('password') ?? '')
  if (lines.length > 1)
    throw new CliError(`${source} has ${lines.length} lines, and none begins with password=`, { hint: HINT })
  return { password: lines[0] ?? '' }
}

const cutAt = (line: string, at: number): [string, string] => [line.slice(0, Math.max(0, at)), line.slice(at + 1)]

function fromJson(text: string, source: string): TreeCredentials {
  let value: Readonly<Record<string, unknown>>
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    // The error of JSON.parse shows a part of the text.
    throw new CliError(`${source} begins with { and is not JSON`, {
      hint: 'correct it, or write a password that begins with { as password=PASSWORD',
    })
  }
  const { user, password } = value
  const wrong = Object.keys(value).find((name) => name !== 'user' && name !== 'password')
  if (wrong !== undefined)
    throw new CliError(`${source}: ${wrong} is no field of credentials`, { hint: 'give "user" and "password"' })
  if ((user !== undefined && typeof user !== 'string') || typeof password !== 'string')
    throw new CliError(`${source}: "user" and "password" are texts, and "password" is needed`, { hint: HINT })
  return credentialsOf(user, password)
}

const credentialsOf = (user: string | undefined, password: string): TreeCredentials =>
  user ? { user, password } : { password }
