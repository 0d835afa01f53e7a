import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { Dependencies } from './dependencies.ts'
import { addExamples } from './examples/add-examples.ts'
import { describeRoute } from './http/describe-route.ts'
import { webhookDescriptions } from './openapi-webhooks.ts'

const TAGS = [
  { name: 'bisections', description: 'Searches for the commit that broke something.' },
  { name: 'events', description: 'What happens, as it happens.' },
  { name: 'runs', description: 'Boots, their console logs, and what was built.' },
  { name: 'trees', description: 'Git repositories that can be bisected.' },
  { name: 'regressions', description: 'Tests that passed and now fail.' },
  { name: 'webhooks', description: 'Who is told.' },
  { name: 'mails', description: 'Reports by mail, sent or held.' },
  { name: 'workers', description: 'Who does the work.' },
  { name: 'overview', description: 'All at a glance.' },
  { name: 'access', description: 'Tokens, and who did what.' },
  { name: 'session', description: 'Logging in from a browser.' },
]

const SCOPES = 'What a route lists is the scope that it needs: read, submit or admin; each includes the ones before it.'

/** Collects the routes that are registered after it. */
export async function describeApi(app: FastifyInstance, { settings }: Dependencies): Promise<void> {
  await app.register(swagger, {
    transform: ({ schema, url, route }) => ({ url, schema: describeRoute(schema, route, settings.reads) }),
    transformObject: (described) => {
      if (!('openapiObject' in described)) return described.swaggerObject
      const paths = addExamples(described.openapiObject.paths as Parameters<typeof addExamples>[0])
      return { ...described.openapiObject, paths, webhooks: webhookDescriptions() } as typeof described.openapiObject
    },
    openapi: {
      openapi: '3.1.0',
      info: { title: 'kbisect', version: '1', description: 'Finds the commit that broke a Linux kernel.' },
      servers: [{ url: '/' }],
      tags: TAGS,
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description: `A token. ${SCOPES}`,
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'kbisect_session',
            description: `The cookie that POST /session sets. ${SCOPES}`,
          },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
  })
}

// The pages draw with inline styles; scripts come from our own files alone.
const CSP =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** The document at `/openapi.json` and the pages at `/docs`, with files of our own only. */
export async function serveApiDescription(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  // Without a slash at the end of the address, the page names its files by their whole paths.
  await app.register(swaggerUi, { routePrefix: '/docs', indexPrefix: app.prefix, staticCSP: CSP })
}
