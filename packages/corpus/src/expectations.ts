import type { Expected, Kind, Stage, Test, Warning } from './entry.ts'

/** The guest came to its end and its test said yes, whatever the kernel warned of. */
export const passed = (...warnings: Warning[]): Expected => ({
  result: 'passed',
  stage: 'end',
  ...(warnings.length > 0 ? { warnings } : {}),
})

export const skipped: Expected = { result: 'skipped', stage: 'end' }

/** A failure in a function, which by default names its group too. */
export function failed(
  kind: Kind,
  stage: Stage,
  where: { function?: string; place?: string; warnings?: readonly Warning[]; group?: string } = {},
): Expected {
  const {
    group = where.function === undefined ? `${kind}@${stage}` : `${family(kind)}-in-${where.function}`,
    ...rest
  } = where
  return { result: 'failed', stage, kind, ...rest, group }
}

// One failure at different moments: an oops becomes a panic a few lines later, or is cut off
// before.
const family = (kind: Kind): string => (kind === 'oops' || kind === 'panic' ? 'crash' : kind)

/** A test script ended with a status that means failure. */
export const scriptFailed = (status: number): Expected =>
  failed('test-failed', 'end', { group: `test-failed-${status}` })

export const consoleTest = (expect: 'present' | 'absent', pattern: string): Test => ({
  kind: 'console',
  expect,
  pattern,
})
