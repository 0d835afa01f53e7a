import type { AuditEntry } from '@kbisect/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Dependencies } from '../dependencies.ts'
import { rulesOf } from './route-rules.ts'

// What of a request is worth remembering. Nothing that may be a secret: addresses of webhooks hold
// keys.
const TELLING = new Set([
  ...['name', 'scope', 'expiresAt', 'state', 'why', 'commit', 'verdict', 'runs', 'disabled', 'types'],
  ...['tree', 'branch', 'good', 'bad', 'policy'],
])

function details(request: FastifyRequest, reply: FastifyReply): AuditEntry['detail'] {
  const { id: _id, name: _name, ...params } = request.params as Record<string, unknown>
  const body = typeof request.body === 'object' && request.body !== null ? Object.entries(request.body) : []
  const told = body.filter(([field]) => TELLING.has(field))
  return { ...params, ...Object.fromEntries(told), status: reply.statusCode, address: request.ip }
}

/** What it was done to: named in the path, or the new thing that the answer names. */
function subjectOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): string {
  const { id, name } = request.params as Record<string, string | undefined>
  const given = id ?? name
  if (given !== undefined) return given
  const location = reply.getHeader('location')
  if (typeof location === 'string') return decodeURIComponent(location.split('/').at(-1) ?? '')
  if (typeof payload !== 'string') return ''
  const made = JSON.parse(payload) as { readonly id?: unknown } | null
  return typeof made?.id === 'string' ? made.id : ''
}

/**
 * Notes every change that succeeded: who, what, to what. Before the answer is sent, so that whoever
 * has it finds it there. An answer of 200 to what creates says that the thing was there already:
 * nothing changed.
 */
export function recordChanges(app: FastifyInstance, { store }: Dependencies): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { action } = rulesOf({ ...request.routeOptions, method: request.method })
    const succeeded = reply.statusCode >= 200 && reply.statusCode < 300
    if (action === undefined || !succeeded || request.replayed) return
    if (action.endsWith('.create') && reply.statusCode === 200) return
    try {
      const subject = subjectOf(request, reply, payload)
      const { tokenId = null, session } = request
      await store.audit.add({ tokenId, who: session.name, action, subject, detail: details(request, reply) })
    } catch (error) {
      // The change is made; that it is not recorded is ours to look into, not the caller's.
      request.log.error({ err: error, action }, 'a change could not be recorded')
    }
  })
}
