import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type RowSchema, toCsv } from './csv.ts'
import { preferredType } from './preferred-type.ts'
import { HttpProblem } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The format that a list is asked for in its query; undefined: by the header Accept. */
    listFormat: ListFormat | undefined
  }
}

export const listFormats = ['json', 'csv'] as const
type ListFormat = (typeof listFormats)[number]

const CSV = 'text/csv'

interface Route {
  readonly schema?: { readonly response?: unknown } | undefined
}

interface PageSchema {
  readonly properties?: { readonly items?: { readonly items?: RowSchema }; readonly next?: unknown }
}

/**
 * The schema of a row, for a route that answers a page of a list; undefined for any other route.
 */
export function rowsOf({ schema }: Route): RowSchema | undefined {
  const page = (schema?.response as Readonly<Record<string, PageSchema>> | undefined)?.['200']?.properties
  return page?.next === undefined ? undefined : page.items?.items
}

/**
 * Answers lists as CSV to those who ask for it by `format=csv` or by the header Accept; the header
 * Link names the next page.
 */
export function offerCsv(app: FastifyInstance): void {
  app.decorateRequest('listFormat', undefined)
  app.addHook('preValidation', async (request) => {
    if (rowsOf(request.routeOptions) === undefined) return
    const query = request.query as Record<string, unknown>
    const { format } = query
    // Taken away here, because it is no filter of any list.
    delete query.format
    if (format === undefined) return
    const known = listFormats.find((each) => each === format)
    if (known === undefined) throw unknownFormat(format)
    request.listFormat = known
  })
  app.addHook('preSerialization', async (request, reply, payload) => {
    const rows = rowsOf(request.routeOptions)
    if (rows === undefined || reply.statusCode !== 200) return payload
    reply.header('vary', 'accept')
    if (!wantsCsv(request)) return payload
    const { items, next } = payload as { readonly items: readonly unknown[]; readonly next: string | null }
    if (next !== null) reply.header('link', `<${nextPage(request, next)}>; rel="next"`)
    reply.type(`${CSV}; charset=utf-8; header=present`).serializer(() => toCsv(items, rows))
    return payload
  })
}

const wantsCsv = ({ listFormat, headers }: FastifyRequest): boolean =>
  (listFormat ?? (preferredType(headers.accept ?? '', ['application/json', CSV]) === CSV ? 'csv' : 'json')) === 'csv'

function nextPage({ url }: FastifyRequest, cursor: string): string {
  const [path = '', query = ''] = url.split('?')
  const parameters = new URLSearchParams(query)
  parameters.set('cursor', cursor)
  return `${path}?${parameters}`
}

function unknownFormat(value: unknown): HttpProblem {
  const message = `${JSON.stringify(value)} is not one of ${listFormats.join(', ')}`
  return new HttpProblem(400, 'invalid-request', `format: ${message}`, {
    errors: [{ field: 'format', value, message, hint: `Use one of ${listFormats.join(', ')}.` }],
  })
}
