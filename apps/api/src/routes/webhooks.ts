import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { RequestError } from '@kbisect/bisection'
import { Delivery, IdParams, Page, PageQuery, Webhook, WebhookCreated, WebhookRequest } from '@kbisect/contracts'
import { checkWebhookUrl, newWebhookSecret } from '@kbisect/reports'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'

const tags = ['webhooks']
const allTypes: Webhook['types'] = ['bisection.finished', 'regression.found']

export const webhookRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, queue, settings, surroundings } = deps
  const find = async (id: string): Promise<Webhook> => {
    const webhook = await store.webhooks.find(id)
    if (!webhook) throw notFound('webhook', id)
    return webhook
  }

  app.post(
    '/webhooks',
    {
      schema: {
        tags,
        summary: 'Add a webhook',
        description: 'Messages are signed as Standard Webhooks says. The secret is shown in this answer only.',
        body: WebhookRequest,
        response: { 201: WebhookCreated, ...problems },
      },
    },
    async (request, reply) => {
      const { url, types = allTypes, description = '' } = request.body
      const problem = await checkWebhookUrl(url, settings.webhookAllowCidrs)
      if (problem) throw new RequestError('invalid-webhook-url', [{ field: 'url', value: url, ...problem }])
      const secret = newWebhookSecret()
      const webhook = await store.webhooks.create({ url, types, description, secret })
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
        tags,
        summary: 'List webhooks, oldest first',
        response: { 200: Type.Object({ items: Type.Array(Webhook) }), ...problems },
      },
    },
    async () => ({ items: await store.webhooks.list() }),
  )

  app.get(
    '/webhooks/:id',
    { schema: { tags, summary: 'One webhook', params: IdParams, response: { 200: Webhook, ...problems } } },
    async (request) => find(request.params.id),
  )

  app.delete(
    '/webhooks/:id',
    {
      schema: {
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

  app.post(
    '/webhooks/:id/test',
    {
      schema: {
        tags,
        summary: 'Send a ping; its delivery is listed with the others',
        params: IdParams,
        response: { 202: Type.Object({ deliveryId: Type.String() }), ...problems },
      },
    },
    async (request, reply) => {
      const { id } = await find(request.params.id)
      const timestamp = surroundings.now().toISOString()
      const subject = `ping ${surroundings.newId()}`
      const deliveryId = await store.deliveries.add(id, subject, { type: 'ping', timestamp, data: { webhookId: id } })
      await queue.deliver(deliveryId, 0)
      return reply.status(202).send({ deliveryId })
    },
  )

  app.get(
    '/webhooks/:id/deliveries',
    {
      schema: {
        tags,
        summary: 'What was sent to a webhook and what it answered, newest first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: Page(Delivery), ...problems },
      },
    },
    async (request) => {
      const { id } = await find(request.params.id)
      const { cursor, limit = 50 } = request.query
      return store.deliveries.list(id, { cursor, limit })
    },
  )
}
