import { Words } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { listFormats, rowsOf } from './csv-lists.ts'
import { rulesOf } from './route-rules.ts'

type Described = Record<string, unknown>

interface Route {
  readonly method: string | string[]
  readonly url: string
  readonly config?: unknown
}

const IdempotencyKey = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description:
        'A word of the client’s own for this request, e.g. a UUID. When it is sent again within a day, nothing is done twice: the first answer comes again, with the header idempotency-replayed.',
    }),
  ),
})

const Format = Words(
  listFormats,
  'csv: the page as CSV, as with `Accept: text/csv`; the header Link names the next one.',
)

const withFormat = (querystring: unknown): unknown => {
  const { properties = {}, ...plain } = (querystring ?? { type: 'object' }) as Described
  return { ...plain, properties: { ...(properties as Described), format: Format } }
}

const UNCHANGED = { type: 'null', description: 'It is what If-None-Match names.' }

/**
 * What a generated client needs to know of a route beside its shapes: who may use it, and its
 * headers. Throws where the route has no name for generated clients.
 */
export function describeRoute<S>(schema: S, route: Route, reads: Dependencies['settings']['reads']): S {
  const given = (schema ?? {}) as Described
  if (given.hide === true) return schema
  const method = typeof route.method === 'string' ? route.method : (route.method[0] ?? 'GET')
  if (given.operationId === undefined) throw new Error(`the route ${method} ${route.url} has no operationId`)
  const { scope, idempotent } = rulesOf({ method, url: route.url, config: (route.config ?? {}) as Described })
  const tokens = [{ token: [scope] }, { session: [scope] }]
  const open = reads === 'public' && scope === 'read'
  return {
    security: open ? [{}, ...tokens] : tokens,
    ...given,
    ...(rowsOf({ schema: given }) ? { querystring: withFormat(given.querystring) } : {}),
    ...(idempotent && given.security === undefined ? { headers: IdempotencyKey } : {}),
    ...(method === 'GET' ? { response: { ...(given.response as Described), 304: UNCHANGED } } : {}),
  } as S
}
