import type { FailureKind, Signature, Stage } from './terms.ts'

/** Frees a text of addresses and numbers, which change from boot to boot. */
export function normalise(text: string): string {
  return text
    .replace(/\b0x[0-9a-f]+\b/gi, 'ADDR')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{8,16}\b/gi, 'ADDR')
    .replace(/\b\d+(?:\.\d+)?\b/g, 'N')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}

/** Puts kind, function and title into a signature with its canonical one-liner. */
export function makeSignature(parts: {
  kind: FailureKind
  title: string
  function?: string | undefined
  place?: string | undefined
  trace?: string[]
}): Signature {
  const where = parts.function ? ` in ${parts.function}` : ''
  return {
    kind: parts.kind,
    ...(parts.function ? { function: parts.function } : {}),
    place: parts.place ?? parts.title,
    text: `${parts.kind}${where}: ${parts.title}`,
    ...(parts.trace?.length ? { trace: parts.trace } : {}),
  }
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

const NO_MESSAGE = 'no compiler message'

/**
 * The signature of a source that does not compile: equal for the same first error, at whatever line it moved to.
 * @param failure the compiler's first error: source file, relative to the tree, and its message
 */
export function buildSignature(failure: { file?: string; message?: string }): Signature {
  const message = failure.message?.replace(/[‘’`]/g, "'")
  const title = message ? normalise(message) : NO_MESSAGE
  const file = failure.file?.replace(/:\d.*$/, '').replace(/^(?:\.\.?\/)+/, '')
  return {
    kind: 'build-failed',
    ...(file ? { place: file } : {}),
    text: `build-failed${file ? ` in ${file}` : ''}: ${title}`,
  }
}

/** Kinds that are one failure at different moments: an oops becomes a panic a few lines later, or is cut off before. */
const FAMILY: Partial<Record<FailureKind, string>> = { oops: 'crash', panic: 'crash', hang: 'silence' }
const family = (kind: FailureKind): string => FAMILY[kind] ?? kind

/** Whether two kinds are one failure at different moments. */
export const sameFamily = (a: FailureKind, b: FailureKind): boolean => family(a) === family(b)

const title = ({ text }: Signature): string => text.slice(text.indexOf(': ') + 2)
const placeWithoutLine = ({ place }: Signature): string | undefined => place?.replace(/:\d+$/, '')

/**
 * Whether two failures are the same one. The function decides where both have one; else the place, without its line
 * number, which any commit may move. Silence is the same when it ends at the same stage; a build failure, when the
 * compiler says the same, as a parallel make may meet it in another file first. Traces may differ: one failure can be reached by
 * several callers.
 */
export function sameFailure(a: Signature, b: Signature): boolean {
  if (!sameFamily(a.kind, b.kind)) return false
  if (a.kind === 'build-failed') return title(a) === title(b) && (title(a) !== NO_MESSAGE || a.place === b.place)
  if (a.function !== undefined && b.function !== undefined) return a.function === b.function
  return placeWithoutLine(a) === placeWithoutLine(b)
}
