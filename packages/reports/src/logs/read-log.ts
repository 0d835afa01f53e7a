import { linesOf } from '@kbisect/text'
import { failureLine } from '@kbisect/verdict'
import { logExcerpt, tellingLine } from './log-excerpt.ts'

/** What a report needs of a log. */
export interface LogWords {
  readonly excerpt: string
  /** The line of a console that begins the report of the failure; undefined where none does. */
  readonly failureLine: string | undefined
  /** The same, or the compiler's first error. */
  readonly tellingLine: string | undefined
}

/** Reads the log of a boot or a build. */
export function readLog(bytes: Uint8Array): LogWords {
  const lines = linesOf(new TextDecoder().decode(bytes).trimEnd())
  const at = failureLine(lines)
  const line = (index: number | undefined) => (index === undefined ? undefined : lines[index])
  return { excerpt: logExcerpt(lines, at), failureLine: line(at), tellingLine: line(tellingLine(lines, at)) }
}
