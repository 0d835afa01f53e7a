/**
 * Returns what a kernel, a compiler or a person said, to stand at the end of a sentence: without a
 * full stop of its own, as after make's `No rule to make target … Stop.`; an ellipsis stays.
 */
export const quoted = (text: string): string => text.replace(/(?<![.\s])\s{0,8}\.$/, '')
