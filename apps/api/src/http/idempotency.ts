import { createHmac } from 'node:crypto'
import type { RequestKey, StoredResponse } from '@kbisect/store'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Dependencies } from '../dependencies.ts'
import { openAnswer, sealAnswer } from './encrypted-response.ts'
import { HttpProblem } from './problems.ts'
import { rulesOf } from './route-rules.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The key under which this request's answer will be kept. */
    claimed: RequestKey | undefined
    /** The answer is that of an earlier request: nothing was done now. */
    replayed: boolean
  }
}

const HEADER = 'idempotency-key'

/** JSON with the keys of objects in order: clients may write the same request differently. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** A body may hold a password: its digest must not let anybody guess it. */
function keyOf(request: FastifyRequest, sessionKey: Buffer): RequestKey | undefined {
  const key = request.headers[HEADER]
  const { tokenId } = request
  const { idempotent } = rulesOf({ ...request.routeOptions, method: request.method })
  if (key === undefined || tokenId === undefined || !idempotent) return undefined
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new HttpProblem(400, 'bad-idempotency-key', 'Idempotency-Key must be 1 to 200 printable characters', {
      errors: [{ field: HEADER, value: key, message: 'is not allowed', hint: 'Use a fresh UUID for each request.' }],
    })
  const what = [request.method, request.url, canonical(request.body ?? null)].join('\n')
  return { tokenId, key, requestHash: createHmac('sha256', sessionKey).update(what).digest('hex') }
}

const keyError = ({ headers }: FastifyRequest) => ({
  field: HEADER,
  value: headers[HEADER],
  message: 'is known already',
})

/**
 * Answers a request that comes again with the same Idempotency-Key as it was answered before,
 * without doing anything. Only what succeeded is kept: a request that was refused did nothing, and
 * may be refused no more.
 */
export function answerOnce(app: FastifyInstance, { store, settings, surroundings }: Dependencies): void {
  app.decorateRequest('claimed', undefined)
  app.decorateRequest('replayed', false)

  const replay = (request: FastifyRequest, reply: FastifyReply, kept: StoredResponse): FastifyReply => {
    const text = openAnswer(settings.sessionKey, String(kept.answer))
    if (text === undefined)
      throw new HttpProblem(
        409,
        'answer-lost',
        'this request was answered before, but its answer can no longer be read',
        { errors: [{ ...keyError(request), hint: 'Look whether it was done, and use a new key to do it again.' }] },
      )
    request.replayed = true
    reply.status(kept.status).header('idempotency-replayed', 'true')
    if (kept.location !== null) reply.header('location', kept.location)
    return text === '' ? reply.send() : reply.type('application/json; charset=utf-8').send(text)
  }

  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request, settings.sessionKey)
    if (key === undefined) return
    const claim = await store.idempotency.claim(key, surroundings.now())
    if (claim === 'ours') request.claimed = key
    else if (claim === 'being answered')
      throw new HttpProblem(409, 'being-answered', 'a request with this Idempotency-Key is being answered', {
        errors: [{ ...keyError(request), hint: 'Wait a second and send it again.' }],
        retryAfter: 1,
      })
    else if (claim === 'another request')
      throw new HttpProblem(
        422,
        'idempotency-key-reused',
        'another request came with this Idempotency-Key; use a new one',
        { errors: [{ ...keyError(request), hint: 'Use a new one, such as a UUID, for each request.' }] },
      )
    else return replay(request, reply, claim)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { claimed } = request
    if (claimed === undefined) return
    request.claimed = undefined
    const kept = reply.statusCode < 300 && (typeof payload === 'string' || payload == null)
    const location = reply.getHeader('location')
    try {
      if (kept)
        await store.idempotency.keep(claimed, {
          status: reply.statusCode,
          location: typeof location === 'string' ? location : null,
          answer: sealAnswer(settings.sessionKey, typeof payload === 'string' ? payload : ''),
        })
      else await store.idempotency.release(claimed)
    } catch (error) {
      // What was done is done: the answer goes out, and who asks again is told to wait.
      request.log.error({ err: error }, 'an answer could not be kept for its Idempotency-Key')
    }
  })
}
