import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ConflictError, RequestError } from '@kbisect/bisection'
import { DEFAULT_LIMIT, Id, IdParams, Mail, mailStates, Page, PageQuery, Words } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'

const Filter = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(Words(mailStates)),
    bisection: Type.Optional({ ...Id, description: 'Id of a bisection.' }),
  },
  { additionalProperties: false },
)
const tags = ['mails']

/** Reports by mail, and those that wait for a person to look at them. */
export const mailRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, queue, surroundings, settings } = deps
  const find = async (id: string): Promise<Mail> => {
    const mail = await store.mails.find(id)
    if (!mail) throw notFound('mail', id)
    return mail
  }

  app.get(
    '/mails',
    {
      schema: {
        operationId: 'listMails',
        tags,
        summary: 'List mails, newest first',
        querystring: Filter,
        response: { 200: Page(Mail), ...problems },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, ...filter } = request.query
      return store.mails.list(filter, { cursor, limit })
    },
  )

  app.post(
    '/mails/:id/send',
    {
      schema: {
        operationId: 'sendMail',
        tags,
        summary: 'Send a mail that is held, or that failed, to its recipients',
        params: IdParams,
        response: { 200: Mail, ...problems },
      },
    },
    async ({ params: { id }, session }) => {
      const { recipients, state, subject, reason: before } = await find(id)
      if (recipients.length === 0) {
        const hint = 'set KBISECT_MAIL_TO, and the next report has them; this one can be copied by hand'
        const errors = [{ field: 'recipients', value: [], message: 'is empty', hint }]
        throw new RequestError('no-recipients', errors)
      }
      if (!settings.hasMailServer)
        throw new ConflictError(
          'there is no mail server: set KBISECT_SMTP_URL, restart the service, then send it; it stays held until then',
          { value: id, hint: 'set KBISECT_SMTP_URL and restart the service, then send it' },
        )
      const reason = `Released by ${session.name}. ${before}`
      const waiting = { state: 'waiting', nextAttemptAt: surroundings.now(), error: null, reason } as const
      const message = `"${subject}" is sent on the word of ${session.name}.`
      if (!(await store.mails.decide(id, ['held', 'failed'], session.name, waiting, message)))
        throw new ConflictError(`mail ${id} is ${state}; one that is held or failed can be sent`, {
          value: id,
          hint: 'leave it: it cannot be sent again',
        })
      await queue.sendMail(id, 0)
      return find(id)
    },
  )

  app.post(
    '/mails/:id/discard',
    {
      schema: {
        operationId: 'discardMail',
        tags,
        summary: 'Decide that a mail is not sent',
        params: IdParams,
        response: { 200: Mail, ...problems },
      },
    },
    async ({ params: { id }, session }) => {
      const { state, subject } = await find(id)
      const message = `"${subject}" is not sent, on the word of ${session.name}.`
      const discarded = { state: 'discarded' } as const
      if (!(await store.mails.decide(id, ['held', 'failed', 'waiting'], session.name, discarded, message)))
        throw new ConflictError(`mail ${id} is ${state}, or is being sent right now; it cannot be discarded`, {
          value: id,
          hint: 'look at its state again: one that is held, failed or waiting can be discarded',
        })
      return find(id)
    },
  )
}
