import { type Logger, pino, stdSerializers } from 'pino'
import { LogSink } from './log-sink.ts'

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

const STANDARD_OUTPUT = 1

// A stream whose reader is gone, or whose disk is full, emits an error, which ends the process when
// nothing listens.
let listening = false
function ignoreLostOutput(): void {
  if (listening) return
  listening = true
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

/**
 * Errors as what they say, whichever key they are under: JSON has nothing of an Error, and pino's
 * own rule is for `err` alone.
 */
function withErrors(fields: Record<string, unknown>): Record<string, unknown> {
  const isLost = (key: string, value: unknown): value is Error => key !== 'err' && value instanceof Error
  if (!Object.entries(fields).some(([key, value]) => isLost(key, value))) return fields
  const kept = Object.entries(fields).map(([key, value]) => [
    key,
    isLost(key, value) ? stdSerializers.err(value) : value,
  ])
  return Object.fromEntries(kept) as Record<string, unknown>
}

/**
 * A logger of JSON lines with `level` in words and time in RFC 3339. Fields that hold secrets are
 * blotted out. Logging never ends the process nor throws: see {@link LogSink}.
 */
export function createLogger(options: LoggerOptions): Logger {
  ignoreLostOutput()
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withErrors },
      redact: { paths: places.flatMap((place) => secretNames.map((name) => `${place}${name}`)), censor: '[hidden]' },
    },
    new LogSink(options.file ?? STANDARD_OUTPUT),
  )
}
