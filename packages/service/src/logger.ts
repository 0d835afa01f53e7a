import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Logger, pino } from 'pino'

export type { Logger } from 'pino'

const secretNames = ['token', 'secret', 'password', 'authorization', 'cookie', 'databaseUrl', 'redisUrl', 'signature']
const places = ['', '*.', '*.*.', 'req.headers.', 'err.config.headers.']

export interface LoggerOptions {
  /** Which process writes: `api`, `worker`, `service` … */
  readonly name: string
  readonly level?: string
  /** Appended to; standard output when absent. */
  readonly file?: string
}

/** A logger of JSON lines with `level` in words and time in RFC 3339. Fields that hold secrets are blotted out. */
export function createLogger(options: LoggerOptions): Logger {
  if (options.file) mkdirSync(dirname(options.file), { recursive: true })
  const destination = pino.destination(options.file ? { dest: options.file, sync: true } : { dest: 1, sync: true })
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: places.flatMap((place) => secretNames.map((name) => `${place}${name}`)), censor: '[hidden]' },
    },
    destination,
  )
}
