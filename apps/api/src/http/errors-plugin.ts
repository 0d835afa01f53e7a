import type { FastifyInstance, FastifyReply } from 'fastify'
import { HttpProblem } from './problems.ts'
import { toProblem } from './to-problem.ts'

const RETRY_SECONDS = 5

/** Answers an error as a problem. */
export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = toProblem(error, reply.request)
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="kbisect"')
  const given = error instanceof HttpProblem ? error.retryAfter : undefined
  // Without it a client asks again at once.
  const retryAfter = given ?? (problem.status === 503 ? RETRY_SECONDS : undefined)
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  return reply.status(problem.status).type('application/problem+json').send(problem)
}

/** Every error of every route leaves as a problem; those that are our fault are logged. */
export function useProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const { status } = toProblem(error, request)
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed')
    return sendProblem(reply, error)
  })
}
