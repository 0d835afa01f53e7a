import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { RequestError } from '@kbisect/bisection'
import {
  DEFAULT_LIMIT,
  defaultWebhookTypes,
  IdParams,
  Page,
  PageQuery,
  Webhook,
  WebhookChange,
  WebhookCreated,
  WebhookRequest,
} from '@kbisect/contracts'
import { checkWebhookUrl, newWebhookSecret, refusedHeaders } from '@kbisect/reports'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'
import { mustFindWebhook } from './must-find.ts'

const tags = ['webhooks']
const OLD_SECRET_HOURS = 24

async function check(
  { url, headers = {} }: Pick<WebhookChange, 'url' | 'headers'>,
  allowCidrs: readonly string[],
): Promise<void> {
  const problem = url === undefined ? undefined : await checkWebhookUrl(url, allowCidrs)
  if (problem) throw new RequestError('invalid-webhook-url', [{ field: 'url', value: url, ...problem }])
  const refused = refusedHeaders(Object.keys(headers))
  if (refused.length === 0) return
  throw new RequestError(
    'invalid-webhook-header',
    refused.map((name) => ({
      field: `headers.${name}`,
      message: 'is set by kbisect or by HTTP itself',
      hint: 'leave it out; Authorization, PRIVATE-TOKEN, Accept and X- headers can be sent along',
    })),
  )
}

/** Who is told, and how. */
export const webhookRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, settings, surroundings } = deps
  const orThrow = (id: string, webhook: Webhook | undefined): Webhook => {
    if (!webhook) throw notFound('webhook', id)
    return webhook
  }

  app.post(
    '/webhooks',
    {
      schema: {
        operationId: 'createWebhook',
        tags,
        summary: 'Add a webhook',
        description: 'Messages are signed as Standard Webhooks says. The secret is shown in this answer only.',
        body: WebhookRequest,
        response: { 201: WebhookCreated, ...problems },
      },
    },
    async (request, reply) => {
      const { url, description = '', format = 'standard', filters = {}, githubSignature = false } = request.body
      const { types = defaultWebhookTypes(format), headers = {} } = request.body
      await check({ url, headers }, settings.webhookAllowCidrs)
      const secret = newWebhookSecret()
      const options = { url, types, description, format, filters, githubSignature, headers }
      const webhook = await store.webhooks.create({ ...options, secret })
      return reply
        .status(201)
        .header('location', `/api/v1/webhooks/${webhook.id}`)
        .send({ ...webhook, secret })
    },
  )

  app.get(
    '/webhooks',
    {
      schema: {
        operationId: 'listWebhooks',
        tags,
        summary: 'List webhooks, oldest first',
        querystring: PageQuery,
        response: { 200: Page(Webhook), ...problems },
      },
    },
    async (request) => store.webhooks.list({ limit: DEFAULT_LIMIT, ...request.query }),
  )

  app.get(
    '/webhooks/:id',
    {
      schema: {
        operationId: 'getWebhook',
        tags,
        summary: 'One webhook',
        params: IdParams,
        response: { 200: Webhook, ...problems },
      },
    },
    async ({ params: { id } }) => mustFindWebhook(deps, id),
  )

  app.patch(
    '/webhooks/:id',
    {
      schema: {
        operationId: 'changeWebhook',
        tags,
        summary: 'Change a webhook, or switch it off or on',
        description:
          'What is left out stays; headers and filters are replaced as a whole. What waits already keeps its text.',
        params: IdParams,
        body: WebhookChange,
        response: { 200: Webhook, ...problems },
      },
    },
    async ({ params: { id }, body, session }) => {
      const { disabled, ...changes } = body
      await check(changes, settings.webhookAllowCidrs)
      orThrow(id, await store.webhooks.change(id, changes))
      if (disabled === true) await store.webhooks.disable(id, `Switched off by ${session.name}.`)
      if (disabled === false) await store.webhooks.enable(id)
      return mustFindWebhook(deps, id)
    },
  )

  app.post(
    '/webhooks/:id/rotate',
    {
      schema: {
        operationId: 'rotateWebhook',
        tags,
        summary: 'Give a webhook a new secret',
        description:
          'The secret is shown in this answer only. For 24 hours messages are signed with the one of before as well; asked again within that time, the one before that counts no more.',
        params: IdParams,
        response: { 200: WebhookCreated, ...problems },
      },
    },
    async ({ params: { id } }) => {
      const secret = newWebhookSecret()
      const until = new Date(surroundings.now().getTime() + OLD_SECRET_HOURS * 3600_000)
      return { ...orThrow(id, await store.webhooks.rotate(id, secret, until)), secret }
    },
  )

  app.delete(
    '/webhooks/:id',
    {
      schema: {
        operationId: 'deleteWebhook',
        tags,
        summary: 'Delete a webhook with its deliveries',
        params: IdParams,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) => {
      if (!(await store.webhooks.remove(request.params.id))) throw notFound('webhook', request.params.id)
      return reply.status(204).send(null)
    },
  )
}
