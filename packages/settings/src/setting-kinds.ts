import { BlockList, isIP } from 'node:net'
import Type from 'typebox'

export const roles = ['coordinator', 'build', 'boot'] as const

/** What a process does: the API, the roles of workers, the command line. */
export type Part = 'api' | 'command' | (typeof roles)[number]

/**
 * What each setting carries beside its type; the settings reader and `.env.example` both work from
 * it.
 */
interface About {
  /** For the operator: what it does, and what to mind. */
  readonly description: string
  /** Completes the sentence "expected …". */
  readonly expects: string
  /** A value that would be accepted, for the hint. */
  readonly example: string
  /** Absent where there is none, or where it depends on something. */
  readonly default?: string | number | readonly string[]
  /** Said in `.env.example` where the default depends on the machine or on other settings. */
  readonly defaultText?: string
  /** Never shown in messages. */
  readonly secret?: boolean
  /** Parts of the service that need it; the processes of the others do not get it. */
  readonly usedBy: readonly Part[]
}

/** A JSON Schema that also carries what is said about the setting. */
export interface SettingSchema extends About, Type.TSchema {
  readonly type?: string
}

export const setting = <S extends Type.TSchema>(schema: S, about: About): S & SettingSchema =>
  Object.assign(schema, about)

export const text = ({ pattern, ...about }: About & { pattern?: string }) =>
  setting(Type.String(pattern === undefined ? {} : { pattern }), about)
export const whole = ({ minimum, maximum, ...about }: About & { minimum: number; maximum: number }) =>
  setting(Type.Integer({ minimum, maximum }), about)
export const words = <const T extends readonly string[]>(allowed: T, about: About) =>
  setting(Type.Unsafe<T[number]>({ type: 'string', enum: [...allowed] }), about)
export const list = <const T extends readonly string[]>(allowed: T, about: About) =>
  setting(
    Type.Unsafe<T[number][]>({
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', enum: [...allowed] },
    }),
    about,
  )

export const isCidr = (value: string): boolean => {
  const [address = '', bits = '', ...rest] = value.split('/')
  const family = isIP(address)
  if (!family || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false
  try {
    new BlockList().addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
    return true
  } catch {
    return false
  }
}

const protocolOf = (value: string): string => {
  try {
    return new URL(value).protocol
  } catch {
    return ''
  }
}

export const url = (protocols: readonly string[], about: About) =>
  setting(
    Type.Refine(Type.String(), (value) => protocols.includes(protocolOf(value))),
    about,
  )

export const absolutePath = (about: About) => text({ ...about, pattern: '^/' })

export const networks = (about: About) =>
  setting(
    Type.Refine(Type.Array(Type.String()), (list) => list.every(isCidr)),
    about,
  )
