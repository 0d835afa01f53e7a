import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Dependencies } from '../dependencies.ts'
import { parseByteRange } from './byte-range.ts'
import { HttpProblem } from './problems.ts'

interface Sending {
  readonly digest: string
  readonly type: string
  /** Of the file that a browser saves; shown in the page when absent. */
  readonly fileName?: string
}

/**
 * Sends an artifact or the part of it that is asked for. Its digest is its ETag: it never changes.
 */
export async function sendArtifact(
  artifacts: Dependencies['artifacts'],
  request: FastifyRequest,
  reply: FastifyReply,
  { digest, type, fileName }: Sending,
): Promise<void> {
  const size = await artifacts.size(digest)
  const etag = `"${digest}"`
  // What a kernel printed is shown by whoever opens the link: it must be nothing but data to the
  // browser.
  reply.headers({
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    etag,
    ...(fileName ? { 'content-disposition': `attachment; filename="${fileName}"` } : {}),
  })
  if (request.headers['if-none-match']?.includes(etag)) return void reply.status(304).send()
  const condition = request.headers['if-range']
  const wanted = condition === undefined || condition === etag ? request.headers.range : undefined
  const range = parseByteRange(wanted, size)
  if (range.kind === 'unsatisfiable') {
    reply.removeHeader('cache-control').removeHeader('etag').header('content-range', `bytes */${size}`)
    const message = `begins after the last of ${size} bytes`
    const hint = size === 0 ? 'Leave it out: there are none.' : `Ask for bytes from 0 to ${size - 1}.`
    throw new HttpProblem(416, 'range', `the range ${wanted} ${message}`, {
      errors: [{ field: 'range', value: wanted, message, hint }],
    })
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size - 1 }
  if (range.kind === 'part') reply.status(206).header('content-range', `bytes ${start}-${end}/${size}`)
  reply.type(type).header('content-length', end - start + 1)
  // The length of a HEAD answer is kept for streams only.
  if (request.method === 'HEAD' || size === 0) return void reply.send(Readable.from([]))
  void reply.send(await artifacts.openRange(digest, start, end + 1))
}
