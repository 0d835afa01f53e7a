import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ConflictError } from '@kbisect/bisection'
import { DEFAULT_LIMIT, Delivery, IdParams, Page, PageQuery, type WebhookBody } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'
import { mustFindWebhook } from './must-find.ts'

const tags = ['webhooks']
const Enqueued = Type.Object({ deliveryId: Type.String() })

/** What webhooks were sent. */
export const deliveryRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, queue, surroundings } = deps

  app.post(
    '/webhooks/:id/test',
    {
      schema: {
        operationId: 'testWebhook',
        tags,
        summary: 'Send a ping in the webhook’s format; its delivery is listed with the others',
        params: IdParams,
        response: { 202: Enqueued, ...problems },
      },
    },
    async (request, reply) => {
      const { id, format, disabled } = await mustFindWebhook(deps, request.params.id)
      if (disabled) throw switchedOff(id, id)
      const timestamp = surroundings.now().toISOString()
      const body: WebhookBody = { type: 'ping', timestamp, data: { webhookId: id } }
      const subject = `ping ${surroundings.newId()}`
      const deliveryId = await store.deliveries.add(id, subject, 'ping', surroundings.messageText(format, body))
      await queue.deliver(deliveryId, 0)
      return reply.status(202).send({ deliveryId })
    },
  )

  app.get(
    '/webhooks/:id/deliveries',
    {
      schema: {
        operationId: 'listWebhookDeliveries',
        tags,
        summary: 'What was sent to a webhook and what it answered, newest first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: Page(Delivery), ...problems },
      },
    },
    async (request) => {
      const { id } = await mustFindWebhook(deps, request.params.id)
      const { cursor, limit = DEFAULT_LIMIT } = request.query
      return store.deliveries.list(id, { cursor, limit })
    },
  )

  app.post(
    '/deliveries/:id/redeliver',
    {
      schema: {
        operationId: 'redeliverDelivery',
        tags,
        summary: 'Send a message once more, however it ended',
        description: 'The same bytes with the same webhook-id, by which a receiver knows what it has seen.',
        params: IdParams,
        response: { 202: Enqueued, ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const delivery = await store.deliveries.find(id)
      if (!delivery) throw notFound('delivery', id)
      if (delivery.webhook.disabled) throw switchedOff(delivery.webhookId, id)
      await store.deliveries.again(id, surroundings.now())
      await queue.deliver(id, 0)
      return reply.status(202).send({ deliveryId: id })
    },
  )
}

function switchedOff(id: string, value: string): ConflictError {
  const hint = `switch it on first (PATCH /api/v1/webhooks/${id} with {"disabled": false})`
  return new ConflictError(`webhook ${id} is switched off; ${hint}`, { value, hint })
}
