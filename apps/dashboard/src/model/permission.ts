import type { Scope, Session } from '@kbisect/contracts'

const order: readonly Scope[] = ['read', 'submit', 'admin']

/** Whether a session may do what needs a scope. Nobody may do anything until it is known who asks. */
export function may(session: Pick<Session, 'scope'> | undefined, needed: Scope): boolean {
  return session !== undefined && order.indexOf(session.scope) >= order.indexOf(needed)
}
