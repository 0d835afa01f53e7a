import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './errors-plugin.ts'
import { HttpProblem } from './problems.ts'
import { list } from './schema-hint.ts'

interface Known {
  readonly method: string
  readonly address: RegExp
}

/** The addresses of a route: `/trees/:name` is any name. */
function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${parts.join('/')}$`)
}

/**
 * Notes the routes that are registered from now on. The function that it returns answers a request
 * that no route takes: 405 with the header Allow where other methods would do, else 404.
 */
export function answerUnknown(app: FastifyInstance): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  const routes: Known[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, address: patternOf(url) })
  })
  return ({ method, url }, reply) => {
    const path = url.split('?')[0] ?? ''
    const methods = [...new Set(routes.filter((known) => known.address.test(path)).map((known) => known.method))].sort()
    if (methods.length === 0) {
      const message = `there is no operation ${method} ${path}`
      const hint = 'Compare the address with the operations at /api/v1/docs.'
      const errors = [{ field: 'url', value: path, message, hint }] as const
      return sendProblem(reply, new HttpProblem(404, 'not-found', message, { errors }))
    }
    const message = `${path} does not take the method ${method}`
    const errors = [{ field: 'method', value: method, message, hint: `Use ${list(methods)}.` }] as const
    reply.header('allow', methods.join(', '))
    return sendProblem(reply, new HttpProblem(405, 'method-not-allowed', message, { errors }))
  }
}
