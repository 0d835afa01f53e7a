import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Dependencies } from './dependencies.ts'
import { sendProblem } from './http/errors-plugin.ts'
import { HttpProblem } from './http/problems.ts'
import { pageCard, withCard } from './page-head.ts'

/**
 * Whether an address is a page of the dashboard, as against one of its files: those lie at the top
 * or in assets, and have an ending. Names within pages may have dots: /trees/linux-6.1.y.
 */
export const isPagePath = (path: string): boolean => !/^\/(assets\/.*|[^/]*\.[a-z0-9]+)$/i.test(path)

/** Where `npm run build` puts the dashboard of this checkout. */
export function findDashboard(): string {
  // From apps/api/src and from apps/api/dist alike.
  return fileURLToPath(new URL('../../dashboard/dist', import.meta.url))
}

const YEAR = 'public, max-age=31536000, immutable'

/** A page of the dashboard, as against a file that is missing. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? ''
  return (method === 'GET' || method === 'HEAD') && isPagePath(path) && (headers.accept ?? '*/*').includes('*/*')
}

const isApi = (url: string): boolean => /^\/api(\/|\?|$)/.test(url)

async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  html: string,
  deps: Dependencies,
): Promise<FastifyReply> {
  // The page shows what is wrong with the service; its head is no reason to refuse it.
  const card = await pageCard(request.url.split('?')[0] ?? '', deps).catch(() => undefined)
  // A new version of the dashboard must be seen at the next visit.
  return await reply
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(card ? withCard(html, card) : html)
}

/**
 * Serves the built dashboard; every address that is neither a file nor of the API is one of its
 * pages. `unknown` answers all other addresses that no route takes.
 */
export async function serveDashboard(
  app: FastifyInstance,
  deps: Dependencies,
  unknown: (request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): Promise<void> {
  const directory = deps.settings.dashboardDir
  const built = directory !== undefined && existsSync(join(directory, 'index.html'))
  if (built) {
    await app.register(fastifyStatic, {
      root: directory,
      wildcard: true,
      index: ['index.html'],
      cacheControl: false,
      // As the build left them beside the files.
      preCompressed: true,
      setHeaders: (response, path) => {
        response.header('cache-control', path.includes('/assets/') ? YEAR : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isApi(request.url) && isPage(request)) {
      if (built) return sendPage(request, reply.status(200), readFileSync(join(directory, 'index.html'), 'utf8'), deps)
      return sendProblem(
        reply,
        new HttpProblem(404, 'no-dashboard', 'the dashboard is not built; run `npm run build`', {
          hint: 'Run `npm run build`.',
        }),
      )
    }
    return unknown(request, reply)
  })
}
