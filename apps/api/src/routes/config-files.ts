import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Digest } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'

/** Texts of the configuration files that requests came with. */
export const configFileRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, { store }) => {
  app.get(
    '/config-files/:digest',
    {
      schema: {
        tags: ['bisections'],
        operationId: 'getConfigFile',
        summary: 'The text of a configuration file, by the digest that requests and targets name it by',
        params: Type.Object({ digest: Digest }),
        response: {
          200: { description: 'The text.', content: { 'text/plain': { schema: Type.String() } } },
          ...problems,
        },
      },
    },
    async ({ params: { digest } }, reply) => {
      const text = (await store.bisections.configTexts([digest])).get(digest)
      if (text === undefined) throw notFound('configuration file', digest, 'digest')
      return reply
        .type('text/plain; charset=utf-8')
        .header('cache-control', 'private, max-age=31536000, immutable')
        .send(text)
    },
  )
}
