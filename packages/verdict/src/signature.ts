import { printedLine } from './printed-line.ts'
import type { FailureKind, Signature, Stage } from './terms.ts'
import { functionName } from './trace-frames.ts'

const TEXT_LIMIT = 200

const withoutNumbers = (text: string): string =>
  text
    .replace(/\b0x[0-9a-f]+\b/gi, 'ADDR')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{8,16}\b/gi, 'ADDR')
    .replace(/\b\d+(?:\.\d+)?\b/g, 'N')
    .replace(/\s+/g, ' ')

const SYMBOL_OFFSET = /(?<![\w.$])([\d.]*)([A-Za-z_$][\w.$]*)\+0x[0-9a-f]+(?:\/0x[0-9a-f]+)?/g

/**
 * Frees a text of what changes from boot to boot: addresses, offsets, numbers, processors, tasks,
 * lists of modules.
 */
export function normalise(text: string): string {
  const words = text
    .slice(0, TEXT_LIMIT * 5)
    .replace(SYMBOL_OFFSET, (_, before: string, symbol: string) => before + functionName(symbol))
    .replace(/ \[[\w-]+(?: [0-9a-f]{20,40})?\](?=$|[ ,;:])/g, '')
    .replace(/\b(cpu) ?#?\d+\b/gi, '$1N')
    .replace(/\b[\w.:/-]{1,32}\/\d+\/0x[0-9a-f]+\b/g, 'TASK')
  return withoutNumbers(words).trim().slice(0, TEXT_LIMIT)
}

/** Puts kind, function and title into a signature with its canonical one-liner. */
export function makeSignature(parts: {
  kind: FailureKind
  title: string
  function?: string | undefined
  place?: string | undefined
  trace?: string[] | undefined
  /** The line of the console, as it was read. */
  line?: string | undefined
}): Signature {
  const where = parts.function ? ` in ${parts.function}` : ''
  return {
    kind: parts.kind,
    ...(parts.function ? { function: parts.function } : {}),
    place: parts.place ?? parts.title,
    text: `${parts.kind}${where}: ${parts.title}`,
    ...(parts.trace ? { trace: parts.trace } : {}),
    ...printed(parts.line),
  }
}

const printed = (raw: string | undefined): { line?: string } => {
  const line = raw === undefined ? undefined : printedLine(raw)
  return line === undefined ? {} : { line }
}

const STAGES: Readonly<Record<Stage, string>> = {
  none: 'before any output',
  emulator: "before the kernel's first line",
  firmware: "after the firmware, before the kernel's first line",
  kernel: 'while the kernel started',
  userspace: 'after init started',
  test: 'while the test ran',
  end: 'after the test ended',
}

/** A failure that says nothing of itself: its place is the stage that the console had reached. */
export function stageSignature(kind: FailureKind, stage: Stage): Signature {
  return makeSignature({ kind, title: STAGES[stage], place: stage })
}

/** A kernel, or what it runs, that prints without end. */
export function floodSignature(stage: Stage): Signature {
  return makeSignature({ kind: 'flood', title: `it floods its console ${STAGES[stage]}`, place: stage })
}

/** Of a compiler that said nothing. */
export const NO_MESSAGE = 'no compiler message'

/**
 * A compiler's message without what differs where the mistake is the same: numbers, the option that
 * made it an error, and proposals, which depend on whatever else the file declares. What stands in
 * quotes are names of the source, and stays.
 */
function compilerMessage(message: string): string {
  return message
    .slice(0, TEXT_LIMIT * 5)
    .replace(/[‘’`]/g, "'")
    .replace(/ \[-W[\w=+-]*(?:,-W[\w=+-]*)*\]$/, '')
    .replace(/[;,]? ?\(?did you mean '[^']*'\?\)?$/, '')
    .split(/('[^']*')/)
    .map((part) => (part.startsWith("'") ? part : withoutNumbers(part)))
    .join('')
    .trim()
    .slice(0, TEXT_LIMIT)
}

/**
 * The signature of a source that does not compile: equal for the same first error, at whatever line
 * it moved to.
 * @param failure the compiler's first error: source file, relative to the tree, its message, and
 * the line that it printed
 */
export function buildSignature(failure: { file?: string; message?: string; printed?: string }): Signature {
  const title = failure.message ? compilerMessage(failure.message) : NO_MESSAGE
  const file = failure.file?.replace(/:\d[\s\S]*/, '').replace(/^(?:\.\.?\/)+/, '')
  return {
    kind: 'build-failed',
    ...(file ? { place: file } : {}),
    text: `build-failed${file ? ` in ${file}` : ''}: ${title}`,
    ...printed(failure.printed),
  }
}
