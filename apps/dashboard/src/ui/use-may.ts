import type { Scope } from '@kbisect/contracts'
import { may } from '../model/permission.ts'
import { useSession } from './use-session.ts'

/** Whether who looks at the page may do what needs a scope. What is not allowed is not offered. */
export function useMay(needed: Scope): boolean {
  return may(useSession(), needed)
}
