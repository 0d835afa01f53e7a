/**
 * The build left something in its output directory that no kernel build leaves: a pipe for an
 * image, a link that leads out, a configuration of gigabytes. That is the tree's own doing: it
 * becomes a failed build with this message, never an infrastructure error.
 */
export class OutputRefused extends Error {
  override readonly name = 'OutputRefused'
}

// A makefile chooses the names of its files.
const nameOf = (path: string): string => path.slice(0, 300)

/** Returns the refusal of a link, a pipe and the like. */
export const notPlain = (path: string): OutputRefused =>
  new OutputRefused(`the build left ${nameOf(path)} as something else than a plain file of its own`)

/** Returns the refusal of a file that has more bytes than a kernel build leaves there. */
export const tooLarge = (path: string, bytes: number, mostBytes: number): OutputRefused =>
  new OutputRefused(`the build left ${nameOf(path)} of ${sizeWords(bytes)}; the limit is ${sizeWords(mostBytes)}`)

/** Sizes for messages: `64 GiB`, `5 MiB`, `12 bytes`. */
export function sizeWords(bytes: number): string {
  const [unit, size] =
    bytes >= 1 << 30 ? (['GiB', 2 ** 30] as const) : bytes >= 1 << 20 ? (['MiB', 2 ** 20] as const) : ['bytes', 1]
  const count = bytes / size
  return `${Number.isInteger(count) ? count : count.toFixed(1)} ${unit}`
}
