/**
 * The build left something in its output directory that no kernel build leaves: a pipe for an image, a link that leads out, a
 * configuration of gigabytes. That is the tree's own doing: it becomes a failed build with this message, never an infrastructure error.
 */
export class OutputRefused extends Error {
  override readonly name = 'OutputRefused'
}

/** Sizes for messages: `64 GiB`, `5 MiB`, `12 bytes`. */
export function sizeWords(bytes: number): string {
  const [unit, size] =
    bytes >= 1 << 30 ? (['GiB', 2 ** 30] as const) : bytes >= 1 << 20 ? (['MiB', 2 ** 20] as const) : ['bytes', 1]
  const count = bytes / size
  return `${Number.isInteger(count) ? count : count.toFixed(1)} ${unit}`
}
