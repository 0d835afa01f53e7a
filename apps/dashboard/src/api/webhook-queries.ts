import type { Delivery, Webhook } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { pagedQuery } from './paged.ts'
import { getJson } from './request.ts'

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await getJson<{ items: Webhook[] }>('/webhooks', signal)).items,
})

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: ({ signal }) => getJson<Webhook>(`/webhooks/${id}`, signal),
  })

export const deliveriesQuery = (id: string) =>
  pagedQuery<Delivery>(['webhooks', id, 'deliveries'], `/webhooks/${id}/deliveries`, { limit: '25' })
