import type { Visit } from '@kbisect/contracts'

/**
 * The command that shows the failure; the token is a variable, so that what is copied can be shown
 * to others.
 */
export function reproduceCommand(url: string, reads: Visit['reads'] | undefined): string {
  const token = reads === 'token' ? '-H "Authorization: Bearer $TOKEN" ' : ''
  return `curl -fsS ${token}${url} | sh`
}
