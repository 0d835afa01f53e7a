const DIFFERENCES = ['toolchain-differs', 'emulator-differs', 'accelerator-differs'] as const

/**
 * Returns whether a bisection paused because no host has the tools any more with which it began.
 */
export const needsRepin = (reason: string | null): boolean =>
  reason !== null && DIFFERENCES.some((code) => reason.includes(code))
