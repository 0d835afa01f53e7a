import type { Scope, Session } from '@kbisect/contracts'

const order: readonly Scope[] = ['read', 'submit', 'admin']

/** The name under which a service that everybody may read knows those who have not signed in. */
const nobody = 'anonymous'

/** Whether somebody signed in; undefined while that is not known. */
export const signedIn = (session: Pick<Session, 'name'> | undefined): boolean | undefined =>
  session && session.name !== nobody

/**
 * Whether a session may do what needs a scope. Nobody may do anything until it is known who asks.
 */
export function may(session: Pick<Session, 'scope'> | undefined, needed: Scope): boolean {
  return session !== undefined && order.indexOf(session.scope) >= order.indexOf(needed)
}
