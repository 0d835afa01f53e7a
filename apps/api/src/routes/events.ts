import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Event, IdParams } from '@kbisect/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import type { EventHub, Subscriber } from '../http/event-hub.ts'
import { eventStream } from '../http/event-stream.ts'
import type { OpenStreams } from '../http/open-streams.ts'
import { HttpProblem, notFound } from '../http/problems.ts'
import { eventFor } from '../http/redact-event.ts'
import { problems } from './answers.ts'

const PAGE = 200
const Query = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only events with a greater id.' })) },
  { additionalProperties: false },
)
const HistoryQuery = Type.Object(
  {
    ...Query.properties,
    last: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: PAGE,
        description: 'Begins with so many of the last events instead of the first one; where `after` is not given.',
      }),
    ),
  },
  { additionalProperties: false },
)
const Events = Type.Object({
  items: Type.Array(Event, { maxItems: PAGE }),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'The `after` of the next page; null on the last.' }),
})
const answers = {
  200: {
    description: 'A stream for EventSource, or with Accept: application/json a page of events.',
    content: { 'text/event-stream': { schema: Type.String() }, 'application/json': { schema: Events } },
  },
  ...problems,
}
const tags = ['events']
// Answering HEAD would open a stream that nobody reads.
const noHead = { exposeHeadRoute: false }

function startOf(request: FastifyRequest, after: number | undefined): number | undefined {
  const header = request.headers['last-event-id']
  // On a reconnect the browser repeats the first address and adds the header: the header knows
  // better.
  if (typeof header !== 'string') return after
  if (/^\d{1,15}$/.test(header)) return Number(header)
  const message = 'is not a number'
  const hint = 'Send the id of the last event that came, or leave the header out.'
  throw new HttpProblem(400, 'invalid-request', `last-event-id ${message}`, {
    errors: [{ field: 'last-event-id', value: header.slice(0, 200), message, hint }],
  })
}

const wantsJson = (request: FastifyRequest): boolean => {
  const accept = request.headers.accept ?? ''
  return accept.includes('application/json') && !accept.includes('text/event-stream')
}

/** Events as they happen, of one bisection from its beginning, or of all from now on. */
export const eventRoutes: FastifyPluginAsyncTypebox<Dependencies & { hub: EventHub; streams: OpenStreams }> = async (
  app,
  { store, hub, streams },
) => {
  /** Reads events as the one who asks may see them. */
  const reader =
    ({ session }: FastifyRequest, bisectionId: string | undefined) =>
    async (after: number, limit: number): Promise<Event[]> =>
      (await store.events.list({ bisectionId, after, limit })).map((event) => eventFor(session, event))
  const page = async (request: FastifyRequest, bisectionId: string | undefined, after: number) => {
    const items = await reader(request, bisectionId)(after, PAGE)
    return { items, next: items.length === PAGE ? (items.at(-1)?.id ?? null) : null }
  }
  const stream = (
    request: FastifyRequest,
    reply: FastifyReply,
    bisectionId: string | undefined,
    after: number | undefined,
  ): FastifyReply => {
    const { session } = request
    const place = streams.open(request)
    const source = {
      read: reader(request, bisectionId),
      subscribe: ({ tell, lose }: Subscriber) =>
        hub.subscribe(bisectionId, { tell: (event) => tell(eventFor(session, event)), lose }),
    }
    // Nginx holds streams back unless it is told not to.
    reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'content-type': 'text/event-stream' })
    return reply.send(eventStream(source, after, place.signal).on('close', place.close))
  }

  app.get(
    '/bisections/:id/events',
    {
      ...noHead,
      schema: {
        operationId: 'listBisectionEvents',
        tags,
        summary: 'The history of one bisection, then its events as they happen',
        description: 'Server-sent events, each an Event in JSON. Last-Event-ID or `after` says where to go on.',
        params: IdParams,
        querystring: HistoryQuery,
        response: answers,
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!(await store.bisections.find(id))) throw notFound('bisection', id)
      const { after: asked, last } = request.query
      const after = startOf(request, asked) ?? (last === undefined ? 0 : await store.events.beforeLast(id, last))
      return wantsJson(request) ? page(request, id, after) : stream(request, reply, id, after)
    },
  )

  app.get(
    '/events',
    {
      ...noHead,
      schema: {
        operationId: 'listEvents',
        tags,
        summary: 'Events of all bisections as they happen',
        description: 'From now on, or from Last-Event-ID or `after` on.',
        querystring: Query,
        response: answers,
      },
    },
    async (request, reply) => {
      const after = startOf(request, request.query.after)
      return wantsJson(request) ? page(request, undefined, after ?? 0) : stream(request, reply, undefined, after)
    },
  )
}
