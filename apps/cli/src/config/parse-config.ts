import { parse, TomlError } from 'smol-toml'
import { CliError } from '../cli-error.ts'
import { lineOfField } from './edit-config.ts'

/** A service elsewhere, by a name that its user chose. */
export interface Instance {
  readonly name: string
  readonly url: string
  /** Absent where reading needs none. */
  readonly token: string | undefined
}

export interface Config {
  /** The instance to use when none is named. */
  readonly default: string | undefined
  readonly instances: ReadonlyMap<string, Instance>
}

/** Names the service of this machine, whatever the default is. */
export const LOCAL = 'local'

type Table = Readonly<Record<string, unknown>>

/**
 * Returns what a configuration file says.
 * @param path for errors, which have file, line and field, and never a value of `token`
 * @throws CliError
 */
export function parseConfig(text: string, path: string): Config {
  const { default: standard, instances = {}, ...others } = parseToml(text, path)
  const fail = (field: readonly string[], problem: string, hint: string) => {
    const line = lineOfField(text, field)
    throw new CliError(`${path}${line === undefined ? '' : `:${line}`}: ${field.join('.')} ${problem}`, { hint })
  }
  for (const name of Object.keys(others)) fail([name], 'is no field of this file', 'use default and [instances.NAME]')
  if (!isTable(instances))
    return fail(['instances'], 'is no table', 'write [instances.NAME], with url and token below it')
  const read = Object.entries(instances).map(([name, value]) => readInstance(name, value, fail))
  const known = new Map(read.map((instance) => [instance.name, instance]))
  if (standard === undefined || standard === LOCAL) return { default: standard, instances: known }
  if (typeof standard !== 'string' || !known.has(standard))
    return fail(
      ['default'],
      `is ${JSON.stringify(standard)}, and there is no such instance`,
      namesHint([...known.keys()]),
    )
  return { default: standard, instances: known }
}

/** What to name instead of an instance that is not there. */
export function namesHint(names: readonly string[]): string {
  return `name one of ${[...names, LOCAL].join(', ')}, or add it with \`kbisect instance add NAME URL\``
}

type Fail = (field: readonly string[], problem: string, hint: string) => never

function readInstance(name: string, value: unknown, fail: Fail): Instance {
  const at = (...field: string[]) => ['instances', name, ...field]
  const wrong = nameMistake(name)
  if (wrong !== undefined) return fail(at(), wrong, 'choose another name')
  if (!isTable(value)) return fail(at(), 'is no table', `write [instances.${name}], with url and token below it`)
  const { url, token, ...others } = value
  for (const field of Object.keys(others)) fail(at(field), 'is no field of an instance', 'use url and token')
  if (typeof url !== 'string') return fail(at('url'), 'is missing, or no text', 'such as "https://kbisect.example.org"')
  const urlWrong = urlMistake(url)
  if (urlWrong !== undefined) fail(at('url'), urlWrong, 'such as "https://kbisect.example.org"')
  if (token === undefined) return { name, url: withoutSlash(url), token }
  if (typeof token !== 'string' || tokenMistake(token) !== undefined)
    return fail(at('token'), 'is no token (not shown)', `set it anew: \`kbisect instance add ${name} URL\``)
  return { name, url: withoutSlash(url), token }
}

/** Returns what is wrong with a name for an instance; undefined when it can be used. */
export function nameMistake(name: string): string | undefined {
  if (name === LOCAL) return 'is the name of the service of this machine'
  return /^[A-Za-z0-9_-]{1,64}$/.test(name) ? undefined : 'is no name: 1 to 64 letters, digits, _ or -'
}

/** Returns what is wrong with the URL of a service, without its value where that may be secret. */
export function urlMistake(url: string): string | undefined {
  if (!URL.canParse(url) || !/^https?:\/\//i.test(url))
    return `is ${JSON.stringify(url)}, expected http://… or https://…`
  const { username, password, search, hash } = new URL(url)
  if (username || password) return 'holds a user or a password (not shown)'
  return search || hash ? `is ${JSON.stringify(url)}, expected an address without ? and #` : undefined
}

/** Returns what is wrong with a token; undefined when it can be one. */
export function tokenMistake(token: string): string | undefined {
  return /^[A-Za-z0-9._~+/=-]{16,}$/.test(token)
    ? undefined
    : 'is no token: at least 16 letters, digits or . _ ~ + / = -'
}

const withoutSlash = (url: string): string => url.replace(/(?<!\/)\/+$/, '')

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

function parseToml(text: string, path: string): Table {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // Its other lines quote the file, with tokens.
    const [first = ''] = error.message.split('\n')
    const problem = first.replace('Invalid TOML document: ', '')
    // No cause: it has the quotation.
    throw new CliError(`${path}:${error.line}:${error.column}: ${problem}`, {
      hint: 'correct the line; the file is TOML (https://toml.io)',
    })
  }
}
