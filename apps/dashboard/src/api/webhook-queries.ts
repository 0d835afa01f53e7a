import type { Delivery, Webhook } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { listAll } from './list-all.ts'
import { pagedQuery } from './paged.ts'
import { getJson } from './request.ts'

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => listAll<Webhook>('/webhooks', signal),
})

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: ({ signal }) => getJson<Webhook>(`/webhooks/${id}`, signal),
  })

export const deliveriesQuery = (id: string) =>
  pagedQuery<Delivery>(['webhooks', id, 'deliveries'], `/webhooks/${id}/deliveries`, { limit: '25' })
