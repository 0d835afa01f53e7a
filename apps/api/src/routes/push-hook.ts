import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { branchMatcher } from '@kbisect/bisection'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { requireBearer } from '../auth/authentication.ts'
import type { Dependencies } from '../dependencies.ts'
import { type Push, readPush, repositoryName } from '../hooks/read-push.ts'
import { verifyPush } from '../hooks/verify-push.ts'
import { DEEPEST_JSON, isNestedDeeper } from '../http/json-parser.ts'
import { HttpProblem } from '../http/problems.ts'
import { refuseUnknown } from '../http/strict-requests.ts'
import { problems } from './answers.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The very bytes of the body, where its signature is checked. */
    rawBody: Buffer | undefined
  }
}

// Servers of others send it without a token: those who guess are few enough.
const FEW = { rateLimit: { max: 120, timeWindow: '1 minute' } }

const PushBody = Type.Object(
  {
    ref: Type.Optional(Type.Unknown({ description: 'The branch or tag: refs/heads/main.' })),
    tree: Type.Optional(Type.Unknown({ description: 'Name of the tree; or:' })),
    url: Type.Optional(Type.Unknown({ description: 'URL of the repository.' })),
  },
  {
    additionalProperties: true,
    description:
      'The push as GitHub, GitLab or Gitea sends it; or, with a token, { "tree": NAME or "url": URL, "ref": "refs/heads/main" }.',
  },
)
const Looked = Type.Object({
  watches: Type.Array(Type.String(), { maxItems: 1000, description: 'Names of the watches that look now.' }),
})

/** Has watches look at what was pushed, before their next look is due. */
export const pushHookRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, queue } = deps
  refuseUnknown(app)
  app.decorateRequest('rawBody', undefined)
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    request.rawBody = body
    return parse(body.toString('utf8'))
  })
  app.post(
    '/hooks/push',
    {
      config: FEW,
      schema: {
        operationId: 'receivePush',
        tags: ['watches'],
        summary: 'Look at what was pushed',
        description:
          'For the webhooks of GitHub, GitLab and Gitea, with the secret of KBISECT_PUSH_SECRET; other programs send a token. Watches of the repository whose patterns name the branch look at once.',
        security: [],
        body: PushBody,
        response: { 202: Looked, ...problems },
      },
    },
    async (request, reply) => {
      await requireProof(request, deps)
      const watches = await watchesOf(deps, readPush(request.body))
      for (const { id } of watches) await queue.lookAtWatch(id)
      return reply.status(202).send({ watches: watches.map(({ name }) => name) })
    },
  )

  async function requireProof(request: FastifyRequest, { settings }: Dependencies): Promise<void> {
    const proof = verifyPush(request.headers, request.rawBody ?? Buffer.alloc(0), settings.pushSecret)
    if (proof === 'valid') return
    if (proof === 'none') return await requireBearer(request, { store }, 'submit')
    const hint = 'Give the server of the repository the secret that KBISECT_PUSH_SECRET holds.'
    throw new HttpProblem(401, 'bad-signature', 'the signature or token of the push is wrong', { hint })
  }
}

/** @throws HttpProblem 400 without the piece of the body that is wrong: it may hold a secret */
function parse(text: string): unknown {
  const refuse = (message: string): never => {
    const hint = 'Choose application/json as the content type of the webhook.'
    throw new HttpProblem(400, 'bad-request', `the body ${message}`, { errors: [{ field: 'body', message, hint }] })
  }
  if (isNestedDeeper(text, DEEPEST_JSON)) return refuse(`is nested deeper than ${DEEPEST_JSON} levels`)
  try {
    return JSON.parse(text)
  } catch {
    return refuse('is not valid JSON')
  }
}

async function watchesOf({ store }: Dependencies, { repositories, tree: name, branch }: Push) {
  const trees = await store.trees.all()
  const pushed = trees.filter((tree) => tree.name === name || repositories.has(repositoryName(tree.url) ?? ''))
  const watches = await store.watches.ofTrees(pushed.map(({ id }) => id))
  const watched = watches.filter(({ branches }) => branch === undefined || branchMatcher(branches)(branch))
  return watched.slice(0, 1000)
}
