import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Digest, IdParams, Run } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem, notFound } from '../http/problems.ts'
import { sendArtifact } from '../http/send-artifact.ts'
import { problems } from './answers.ts'

const bytes = (description: string, type: string) => ({ description, content: { [type]: { schema: Type.String() } } })

function noLog(value: string): HttpProblem {
  const message = `there is no log of the run ${value}`
  const hint = 'Look at the run itself (GET /api/v1/runs/ID): one that a host lost has no console log.'
  return new HttpProblem(404, 'not-found', message, { errors: [{ field: 'id', value, message, hint }] })
}

/** Runs, their console logs, and artifacts by their digest. */
export const runRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, { store, artifacts }) => {
  const find = async (id: string): Promise<Run> => {
    const run = await store.bisections.run(id)
    if (!run) throw notFound('run', id)
    return run
  }

  app.get(
    '/runs/:id',
    {
      schema: {
        operationId: 'getRun',
        tags: ['runs'],
        summary: 'One run',
        params: IdParams,
        response: { 200: Run, ...problems },
      },
    },
    async (request) => find(request.params.id),
  )

  app.get(
    '/runs/:id/log',
    {
      schema: {
        operationId: 'getRunLog',
        tags: ['runs'],
        summary: 'The console log of a run',
        description: 'Whole or, with a Range header, a part. A run is listed once it is over, so its log never grows.',
        params: IdParams,
        response: { 200: bytes('The log.', 'text/plain'), 206: bytes('A part of it.', 'text/plain'), ...problems },
      },
    },
    async (request, reply) => {
      const { log } = await find(request.params.id)
      if (log === null) throw noLog(request.params.id)
      await sendArtifact(artifacts, request, reply, { digest: log, type: 'text/plain; charset=utf-8' })
      return reply
    },
  )

  const type = 'application/octet-stream'
  app.get(
    '/artifacts/:digest',
    {
      schema: {
        operationId: 'getArtifact',
        tags: ['runs'],
        summary: 'An image, a configuration, a log … by its sha-256',
        params: Type.Object({ digest: Digest }),
        response: { 200: bytes('The bytes.', type), 206: bytes('A part of them.', type), ...problems },
      },
    },
    async (request, reply) => {
      const { digest } = request.params
      await sendArtifact(artifacts, request, reply, { digest, type, fileName: digest })
      return reply
    },
  )
}
