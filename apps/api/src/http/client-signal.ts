import { askingFor } from '@kbisect/git'
import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './problems.ts'

/**
 * Lets git children that a request asks for end with its connection: those that wait do not start,
 * those that read are killed.
 */
export function endWithClient(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    const gone = new AbortController()
    reply.raw.once('close', () =>
      gone.abort(new HttpProblem(499, 'client-gone', 'the client closed the connection', { hint: 'Keep it open.' })),
    )
    askingFor(gone.signal, done)
  })
}
