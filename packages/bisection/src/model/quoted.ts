import { failureText } from '@kbisect/contracts'

/**
 * Returns what a kernel, a compiler or a person said, to stand at the end of a sentence: without a
 * full stop of its own, as after make's `No rule to make target … Stop.`; an ellipsis stays.
 */
export const quoted = (text: string): string => text.replace(/(?<![.\s])\s{0,8}\.$/, '')

/**
 * Returns a failure as it was printed, to stand at the end of a sentence.
 * @param otherwise what stands there when it is not known
 */
export const quotedFailure = (
  signature: Parameters<typeof failureText>[0] | null | undefined,
  otherwise = '',
): string => quoted(signature ? failureText(signature) : otherwise)
