import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { liveLogName, TASK_KEY_PATTERN } from '@kbisect/bisection'
import { Id } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { followFile } from '../http/follow-file.ts'
import type { OpenStreams } from '../http/open-streams.ts'
import { HttpProblem } from '../http/problems.ts'
import { problems } from './answers.ts'

const Task = Type.String({ pattern: TASK_KEY_PATTERN })

function notRunning(value: string): HttpProblem {
  const message = `no worker on this host is at ${value} now`
  const hint = 'look for its run or build'
  const errors = [{ field: 'task', value, message, hint }] as const
  return new HttpProblem(404, 'not-running', `${message}; ${hint}`, { errors })
}

/** The output of builds and boots that are under way on hosts that share our state directory. */
export const liveLogRoutes: FastifyPluginAsyncTypebox<Dependencies & { streams: OpenStreams }> = async (
  app,
  { settings, store, queue, streams },
) => {
  app.get(
    '/bisections/:id/tasks/:task/log',
    {
      schema: {
        operationId: 'getBisectionTaskLog',
        tags: ['runs'],
        summary: 'The output of a build or boot that is under way',
        description:
          'Its task is named in `progress.working`. Follows until the task is done, or its worker died (`follow=false`: ends where it is now); then the log is that of the run or build.',
        params: Type.Object({ id: Id, task: Task }),
        querystring: Type.Object(
          { follow: Type.Optional(Type.Boolean({ default: true })) },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: 'The log as it comes.',
            content: { 'text/plain': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
          },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { id, task } = request.params
      const isWritten = async () => {
        const worker = await store.bisections.workerOf(id, task)
        return worker !== undefined && (await queue.lives(worker.process))
      }
      // The answer to HEAD has no reader: it would hold its place until the task is done.
      const follow = request.method !== 'HEAD' && (request.query.follow ?? true)
      const place = follow ? streams.open(request) : undefined
      const path = join(settings.liveLogsDir, liveLogName(id, task))
      const log = await followFile(path, follow && isWritten).catch((error: unknown) => {
        place?.close()
        throw error
      })
      if (!log) {
        place?.close()
        throw notRunning(task)
      }
      if (place) {
        log.on('close', place.close)
        // The token may have ended while the file was opened.
        if (place.signal.aborted) log.destroy()
        else place.signal.addEventListener('abort', () => log.destroy(), { once: true })
      }
      reply.headers({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      return reply.type('text/plain; charset=utf-8').send(log)
    },
  )
}
