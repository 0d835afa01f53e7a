import type { AuditEntry } from '@kbisect/contracts'

/**
 * What was done, in a line: `bad: main; types: ping, bisection.started`. The status is told where
 * it is no success.
 */
export function auditWords(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .filter(([name, value]) => !(name === 'status' && typeof value === 'number' && value < 300))
    .map(([name, value]) => `${name}: ${valueWords(value)}`)
    .join('; ')
}

function valueWords(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(valueWords).join(', ')
  return JSON.stringify(value)
}
