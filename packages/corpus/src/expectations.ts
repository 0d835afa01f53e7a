import type { Complaint, Expected, Kind, Stage, Test } from './entry.ts'

/** The guest came to its end and its test said yes, whatever the kernel complained of. */
export const passed = (...complaints: Complaint[]): Expected => ({
  result: 'passed',
  stage: 'end',
  ...(complaints.length > 0 ? { complaints } : {}),
})

export const skipped: Expected = { result: 'skipped', stage: 'end' }

/** A failure in a function, which by default names its group too. */
export function failed(
  kind: Kind,
  stage: Stage,
  where: { function?: string; place?: string; complaints?: readonly Complaint[]; group?: string } = {},
): Expected {
  const {
    group = where.function === undefined ? `${kind}@${stage}` : `${family(kind)}-in-${where.function}`,
    ...rest
  } = where
  return { result: 'failed', stage, kind, ...rest, group }
}

// One failure at different moments: an oops becomes a panic a few lines later, or is cut off before.
const family = (kind: Kind): string => (kind === 'oops' || kind === 'panic' ? 'crash' : kind)

/** A test script ended with a status that means failure. */
export const scriptFailed = (status: number): Expected =>
  failed('test-failed', 'end', { group: `test-failed-${status}` })

export const consoleTest = (expect: 'present' | 'absent', pattern: string): Test => ({
  kind: 'console',
  expect,
  pattern,
})
