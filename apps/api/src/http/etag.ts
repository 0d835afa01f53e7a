import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/**
 * Whether an If-None-Match header names the tag: it may hold several, weak ones too, or a star for
 * any.
 */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((part) => ['*', tag].includes(part.trim().replace(/^W\//, '')))
}

/**
 * Gives each answer to a GET a tag of its bytes, and answers 304 where the client has them already:
 * a page that asks again for something finished moves nothing. Whatever changes the answer changes
 * its tag. Streams pass untouched. (@fastify/etag compares If-None-Match as one tag: lists of tags
 * and `*` never match there.)
 */
export function validateAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const reading = request.method === 'GET' || request.method === 'HEAD'
    if (!reading || reply.statusCode !== 200 || typeof payload !== 'string' || reply.hasHeader('etag')) return payload
    const tag = `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`
    reply.header('etag', tag)
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache')
    if (!namesTag(request.headers['if-none-match'], tag)) return payload
    reply.code(304).removeHeader('content-type').removeHeader('content-length')
    return ''
  })
}
