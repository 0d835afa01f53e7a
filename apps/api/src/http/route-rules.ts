import { type Scope, scopes } from '@kbisect/contracts'
import { areaOf, auditActionOf } from './route-names.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What a token needs for this route; default: read for GET, submit for all else, admin in the
     * areas of administrators.
     */
    scope?: Scope
    /**
     * How the audit calls a change by this route; false: it changes nothing. Default: from method
     * and path.
     */
    audit?: string | false
    /** Whether an Idempotency-Key counts; default: for every POST that changes something. */
    idempotent?: boolean
  }
}

/** What holds for one route: declared by it, or by default. */
export interface RouteRules {
  readonly scope: Scope
  /** undefined: it changes nothing. */
  readonly action: string | undefined
  readonly idempotent: boolean
}

// Secrets, addresses of people, and who may do what: not even to be read by others.
const ADMINISTRATION = new Set(['audit', 'deliveries', 'mails', 'tokens', 'webhooks'])
const SAFE = new Set(['GET', 'HEAD'])
// Posts that only ask.
const QUESTIONS = new Set(['bisection.preview'])

interface Route {
  readonly method?: string | string[] | undefined
  readonly url?: string | undefined
  readonly config?: { scope?: Scope; audit?: string | false; idempotent?: boolean } | undefined
}

/** @see RouteRules */
export function rulesOf({ method: methods = 'GET', url = '', config = {} }: Route): RouteRules {
  const method = typeof methods === 'string' ? methods : (methods[0] ?? 'GET')
  const safe = SAFE.has(method)
  const scope = config.scope ?? (ADMINISTRATION.has(areaOf(url)) ? 'admin' : safe ? 'read' : 'submit')
  const action = config.audit ?? auditActionOf(method, url)
  const changes = !safe && action !== false && !QUESTIONS.has(action)
  return {
    scope,
    action: changes ? action : undefined,
    idempotent: config.idempotent ?? (method === 'POST' && changes),
  }
}

/** Each scope includes the ones before it. */
export const allows = (has: Scope, needed: Scope): boolean => scopes.indexOf(has) >= scopes.indexOf(needed)
