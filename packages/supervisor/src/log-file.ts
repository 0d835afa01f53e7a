import { mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const ROTATE_BYTES = 20 << 20

/**
 * Opens a log for appending by a child. A large one is put aside as `.1` first, so that logs stay
 * bounded over restarts. Where the disk takes no log, what the child says is lost: it is more
 * important that it runs.
 */
export function openLog(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true })
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_BYTES) renameSync(file, `${file}.1`)
    return openSync(file, 'a', 0o640)
  } catch {
    return openSync('/dev/null', 'a')
  }
}

/** The last lines of a log, for an error message. */
export function logEnd(file: string, lines = 15): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return ''
  }
}

/**
 * Returns the error of a log's last line, where that says in JSON why a process ended and what to
 * do.
 */
export function lastFailure(file: string): { readonly message: string; readonly hint: string } | undefined {
  try {
    const { err } = JSON.parse(logEnd(file, 1)) as { err?: { message?: unknown; hint?: unknown } }
    const { message, hint } = err ?? {}
    return typeof message === 'string' && typeof hint === 'string' ? { message, hint } : undefined
  } catch {
    return undefined
  }
}
