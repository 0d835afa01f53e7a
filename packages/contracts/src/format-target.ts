interface Named {
  readonly name: string
  /** Undefined where it is not known. */
  readonly architecture?: string
}

/**
 * Returns the name of a target as a reader finds it, with its architecture where the name does not
 * begin with it: `arm64`, `arm64/no-dma-cma`, `board (arm64)`.
 */
export function targetWords({ name, architecture }: Named): string {
  return architecture === undefined || name === architecture || name.startsWith(`${architecture}/`)
    ? name
    : `${name} (${architecture})`
}
