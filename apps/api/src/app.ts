import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { requireToken } from './auth/authentication.ts'
import { serveDashboard } from './dashboard.ts'
import type { Dependencies } from './dependencies.ts'
import { admitRequests } from './http/admission.ts'
import { recordChanges } from './http/audit-log.ts'
import { endWithClient } from './http/client-signal.ts'
import { offerCsv } from './http/csv-lists.ts'
import { sendProblem, useProblems } from './http/errors-plugin.ts'
import { validateAnswers } from './http/etag.ts'
import { openEventHub } from './http/event-hub.ts'
import { answerOnce } from './http/idempotency.ts'
import { parseJsonBodies } from './http/json-parser.ts'
import { limitRequests } from './http/limits.ts'
import { OpenStreams } from './http/open-streams.ts'
import { refuseWhenFull } from './http/refuse-when-full.ts'
import { observeRequests } from './http/request-metrics.ts'
import { gaugeService } from './http/service-gauges.ts'
import { refuseUnknown } from './http/strict-requests.ts'
import { answerUnknown } from './http/unknown-address.ts'
import { validatorCompiler } from './http/validator.ts'
import { describeApi, serveApiDescription } from './openapi.ts'
import { factRoutes } from './routes/bisection-facts.ts'
import { bisectionRoutes } from './routes/bisections.ts'
import { candidateControlRoutes } from './routes/candidate-control.ts'
import { compareRoutes } from './routes/compare.ts'
import { configFileRoutes } from './routes/config-files.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { eventRoutes } from './routes/events.ts'
import { feedRoutes } from './routes/feeds.ts'
import { addHealthRoutes } from './routes/health.ts'
import { kcidbRoutes } from './routes/kcidb.ts'
import { liveLogRoutes } from './routes/live-logs.ts'
import { loginLink, sessionRoutes } from './routes/login.ts'
import { mailRoutes } from './routes/mails.ts'
import { overviewRoutes } from './routes/overview.ts'
import { previewRoutes } from './routes/preview.ts'
import { pushHookRoutes } from './routes/push-hook.ts'
import { regressionImportRoutes } from './routes/regression-import.ts'
import { regressionRoutes } from './routes/regressions.ts'
import { reportRoutes } from './routes/report.ts'
import { reproduceRoutes } from './routes/reproduce.ts'
import { retryRoutes } from './routes/retry.ts'
import { runRoutes } from './routes/runs.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { treeCredentialRoutes } from './routes/tree-credentials.ts'
import { treeHistoryRoutes } from './routes/tree-history.ts'
import { treeRoutes } from './routes/trees.ts'
import { triageRoutes } from './routes/triage.ts'
import { watchedRevisionRoutes } from './routes/watched-revisions.ts'
import { watchRoutes } from './routes/watches.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { openTreeFetches } from './trees/tree-fetches.ts'

const BODY_BYTES = 8 << 20

async function protect(app: FastifyInstance, { settings }: Dependencies): Promise<void> {
  const own = ["'self'"]
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: own,
        imgSrc: [...own, 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: own,
        frameAncestors: ["'none'"],
      },
    },
    // Whoever puts TLS in front of us decides about that: a service on localhost has none.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  })
  await limitRequests(app, settings.rateLimit)
}

async function addApi(app: FastifyInstance, deps: Dependencies, streams: OpenStreams): Promise<void> {
  admitRequests(app)
  const hub = await openEventHub(deps.store.events)
  app.addHook('onClose', () => hub.close())
  const fetches = openTreeFetches(deps)
  await app.register(sessionRoutes, deps)
  await app.register(pushHookRoutes, deps)
  await serveApiDescription(app)
  await app.register(async (inner) => {
    endWithClient(inner)
    requireToken(inner, deps)
    refuseWhenFull(inner, deps)
    answerOnce(inner, deps)
    recordChanges(inner, deps)
    validateAnswers(inner)
    offerCsv(inner)
    refuseUnknown(inner)
    await inner.register(treeRoutes, { ...deps, fetches })
    await inner.register(treeCredentialRoutes, { ...deps, fetches })
    await inner.register(bisectionRoutes, { ...deps, fetches })
    await inner.register(previewRoutes, { ...deps, fetches })
    await inner.register(retryRoutes, { ...deps, fetches })
    await inner.register(candidateControlRoutes, deps)
    await inner.register(configFileRoutes, deps)
    await inner.register(factRoutes, deps)
    await inner.register(eventRoutes, { ...deps, hub, streams })
    await inner.register(reportRoutes, deps)
    await inner.register(reproduceRoutes, deps)
    await inner.register(kcidbRoutes, { ...deps, streams })
    await inner.register(regressionImportRoutes, { ...deps, fetches })
    await inner.register(runRoutes, deps)
    await inner.register(liveLogRoutes, { ...deps, streams })
    await inner.register(mailRoutes, deps)
    await inner.register(triageRoutes, { ...deps, fetches })
    await inner.register(webhookRoutes, deps)
    await inner.register(watchRoutes, deps)
    await inner.register(watchedRevisionRoutes, deps)
    await inner.register(deliveryRoutes, deps)
    await inner.register(overviewRoutes, deps)
    await inner.register(regressionRoutes, deps)
    await inner.register(feedRoutes, deps)
    await inner.register(compareRoutes, deps)
    await inner.register(treeHistoryRoutes, deps)
    await inner.register(tokenRoutes, { ...deps, streams })
  })
}

/**
 * As Fastify takes it: networks, a function for a number of proxies one behind the other, or none.
 */
function trusted(proxies: readonly string[]): string[] | ((address: string, hop: number) => boolean) | false {
  const [only] = proxies
  if (only === undefined) return false
  return /^\d$/.test(only) ? (_address, hop) => hop < Number(only) : [...proxies]
}

/** The whole API as a tree of plugins; it does not listen yet. */
export async function buildApp(deps: Dependencies): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    trustProxy: trusted(deps.settings.trustProxy),
    // As long as a ref may be.
    routerOptions: { maxParamLength: 255 },
    forceCloseConnections: true,
    // What is wrong before a route is found does not come to the error handler.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, error),
  })
  const unknown = answerUnknown(app)
  const streams = new OpenStreams(async (id) => (await deps.store.tokens.active(id)) !== undefined)
  app.addHook('preClose', async () => streams.close())
  // A page of another site can send text without asking; only JSON makes its browser ask us first.
  app.removeContentTypeParser('text/plain')
  parseJsonBodies(app)
  app.setValidatorCompiler(validatorCompiler)
  // Answers come from the store in the contracts' shapes already.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  useProblems(app)
  observeRequests(app, deps.metrics)
  gaugeService(deps)
  await protect(app, deps)
  await describeApi(app, deps)
  addHealthRoutes(app, deps)
  await app.register(loginLink, deps)
  await app.register((api) => addApi(api, deps, streams), { prefix: '/api/v1' })
  await serveDashboard(app, deps, unknown)
  return app
}
