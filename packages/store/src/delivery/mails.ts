import type { Mail, Recipient } from '@kbisect/contracts'
import { cutPage, madeBefore, type Page, type PageRequest, timeCursor } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { fromJson, toJson } from '../connection/json-columns.ts'
import { MOST_AT_ONCE } from '../connection/most-at-once.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { inTransaction, transact } from '../connection/transaction.ts'
import { insertEvents } from '../events/event-store.ts'
import type { Mail as MailRow, Prisma } from '../generated/client.ts'
import { mailsToPlan } from './mails-to-plan.ts'

export interface NewMail {
  readonly bisectionId: string
  /**
   * What it tells: hash of the culprit, then, of a follow-up, what is new. Told once in each kind.
   */
  readonly finding: string
  readonly kind: Mail['kind']
  readonly state: Extract<Mail['state'], 'held' | 'waiting'>
  readonly reason: string
  readonly subject: string
  readonly text: string
  readonly recipients: readonly Recipient[]
  readonly messageId: string
  readonly inReplyTo: string | null
}

/** A mail that is being handed over, for the how-manieth time. */
export interface MailInHand extends Mail {
  readonly attempts: number
  /** Names this attempt: what came of it can be stored with it alone. */
  readonly lease: string
}

/** What came of an attempt, or what a person decided. */
export interface MailConclusion {
  readonly state: Mail['state']
  readonly reason?: string
  readonly error?: string | null
  readonly sentAt?: Date
  readonly nextAttemptAt?: Date | null
}

/** A mail that is to be written. */
export interface UnwrittenMail extends Pick<NewMail, 'kind' | 'finding'> {
  /** Of its bisection. */
  readonly title: string
}

export interface MailFilter {
  readonly state?: Mail['state'] | undefined
  readonly bisection?: string | undefined
}

export interface MailStore {
  /** Newest first. */
  list(filter: MailFilter, page: PageRequest): Promise<Page<Mail>>
  find(id: string): Promise<Mail | undefined>
  /** All mails about a culprit, oldest first. */
  thread(culprit: string): Promise<Mail[]>
  /**
   * One that waits is due from `now` on; `message` is the event about it. undefined: there is a
   * mail of that kind about it already.
   */
  add(mail: NewMail, now: Date, message?: string): Promise<string | undefined>
  /**
   * Takes one in hand whose time has come; undefined when it does not wait, or somebody has it in
   * hand.
   */
  take(id: string, now: Date): Promise<MailInHand | undefined>
  /**
   * Stores what came of an attempt, with the event about it. False, and nothing is stored, when the
   * mail was taken anew since, or a person decided; one that was held because its worker was not
   * heard of takes the answer.
   */
  conclude(mail: Pick<MailInHand, 'id' | 'lease'>, conclusion: MailConclusion, message?: string): Promise<boolean>
  /** Holds one that waits and that no worker has in hand; false otherwise. */
  hold(id: string, reason: string): Promise<boolean>
  /**
   * Changes one that no worker has in hand, if it is in one of the states; false otherwise.
   * `message` is the event about it.
   */
  decide(
    id: string,
    from: readonly Mail['state'][],
    by: string,
    conclusion: MailConclusion,
    message?: string,
  ): Promise<boolean>
  /** Ids of those that wait and are due, longest due first; at most 500. */
  due(now: Date): Promise<string[]>
  /**
   * Holds those that were taken before a moment and of which nothing was stored since; returns
   * their ids, at most 500.
   */
  holdAbandoned(before: Date, reason: string): Promise<string[]>
  /**
   * Returns which mail of a bisection with a culprit is to be written next, as far as that can be
   * said without reading results or texts; undefined where it has no culprit.
   */
  unwritten(bisectionId: string): Promise<UnwrittenMail | undefined>
  /**
   * Ids of bisections of which there is something to tell: a culprit since a moment that was not
   * considered, or a fix of what was reported.
   */
  toPlan(since: Date): Promise<string[]>
}

export function mailStore(database: Database): MailStore {
  const change = (where: Prisma.MailWhereInput, data: Prisma.MailUpdateManyMutationInput, message?: string) =>
    transact(database, async (transaction) => {
      const [row] = await transaction.mail.updateManyAndReturn({ where, data, select: aboutMail })
      if (row && message !== undefined) await insertEvents(transaction, row.bisectionId, [eventOf(row, message)])
      return row !== undefined
    })
  return {
    list: (filter, page) => listMails(database, filter, page),

    async find(id) {
      const row = await database.mail.findUnique({ where: { id } })
      return row ? toMail(row) : undefined
    },

    async thread(culprit) {
      const where = { OR: [{ finding: culprit }, { finding: { startsWith: `${culprit} ` } }] }
      const rows = await database.mail.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
      return rows.map(toMail)
    },

    async add(mail, now, message) {
      const { recipients, ...plain } = mail
      const nextAttemptAt = mail.state === 'waiting' ? now : null
      const data = { ...sanitizeForPostgres(plain), recipients: toJson(recipients), id: newId(), nextAttemptAt }
      return await inTransaction(database, mail.bisectionId, async (transaction) => {
        const [row] = await transaction.mail.createManyAndReturn({ data, skipDuplicates: true, select: aboutMail })
        if (row && message !== undefined) await insertEvents(transaction, row.bisectionId, [eventOf(row, message)])
        return row?.id
      })
    },

    async take(id, now) {
      const lease = newId()
      const [row] = await database.mail.updateManyAndReturn({
        where: { id, ...dueAt(now) },
        data: { sendingSince: now, lease, attempts: { increment: 1 } },
      })
      return row && { ...toMail(row), attempts: row.attempts, lease }
    },

    conclude: ({ id, lease }, conclusion, message) =>
      change({ id, lease, state: { in: ['waiting', 'held'] } }, { ...concluded(conclusion), lease: null }, message),

    hold: (id, reason) =>
      change({ id, state: 'waiting', sendingSince: null }, concluded({ state: 'held', reason }), reason),

    decide: (id, from, by, conclusion, message) =>
      change(
        { id, state: { in: [...from] }, sendingSince: null },
        { ...concluded(conclusion), lease: null, decidedBy: sanitizeForPostgres(by), attempts: 0 },
        message,
      ),

    async due(now) {
      const rows = await database.mail.findMany({
        where: dueAt(now),
        select: { id: true },
        orderBy: [{ nextAttemptAt: 'asc' }, { id: 'asc' }],
        take: MOST_AT_ONCE,
      })
      return rows.map(({ id }) => id)
    },

    async holdAbandoned(before, reason) {
      const where = { state: 'waiting', sendingSince: { lt: before } }
      const rows = await database.mail.findMany({
        where,
        select: { id: true },
        orderBy: [{ sendingSince: 'asc' }, { id: 'asc' }],
        take: MOST_AT_ONCE,
      })
      const held: string[] = []
      for (const { id } of rows)
        if (await change({ id, ...where }, concluded({ state: 'held', reason }), reason)) held.push(id)
      return held
    },

    unwritten: (bisectionId) => findUnwritten(database, bisectionId),
    toPlan: (since) => mailsToPlan(database, since),
  }
}

async function findUnwritten(database: Database, bisectionId: string): Promise<UnwrittenMail | undefined> {
  const bisection = await database.bisection.findUnique({
    where: { id: bisectionId },
    select: {
      title: true,
      culpritHash: true,
      regression: { select: { state: true, original: { select: { state: true } } } },
    },
  })
  const culprit = bisection?.culpritHash
  if (!bisection || culprit === null || culprit === undefined) return undefined
  const report = await database.mail.findUnique({
    where: { finding_kind: { finding: culprit, kind: 'report' } },
    select: { state: true },
  })
  const { title } = bisection
  if (!report) return { kind: 'report', finding: culprit, title }
  const { state } = bisection.regression?.original ?? bisection.regression ?? {}
  const closes = state === 'fixed' && report.state === 'sent'
  if (closes) return { kind: 'fixed', finding: culprit, title }
  return { kind: 'follow-up', finding: `${culprit} ${bisectionId}`, title }
}

const dueAt = (now: Date) =>
  ({ state: 'waiting', sendingSince: null, nextAttemptAt: { lte: now } }) as const satisfies Prisma.MailWhereInput

const aboutMail = { id: true, bisectionId: true, kind: true, state: true } as const satisfies Prisma.MailSelect

const eventOf = ({ id: mailId, kind, state }: Pick<MailRow, 'id' | 'kind' | 'state'>, message: string) =>
  ({ type: 'mail', message, data: { mailId, kind, state } }) as const

function concluded({ state, reason, error, sentAt, nextAttemptAt = null }: MailConclusion) {
  return {
    state,
    nextAttemptAt,
    sendingSince: null,
    ...(reason === undefined ? {} : { reason: sanitizeForPostgres(reason) }),
    ...(error === undefined ? {} : { error: error === null ? null : sanitizeForPostgres(error) }),
    ...(sentAt ? { sentAt } : {}),
  } satisfies Prisma.MailUpdateManyMutationInput
}

async function listMails(database: Database, filter: MailFilter, { cursor, limit }: PageRequest): Promise<Page<Mail>> {
  const { state, bisection } = filter
  const rows = await database.mail.findMany({
    where: {
      ...(state ? { state } : {}),
      ...(bisection ? { bisectionId: bisection } : {}),
      ...madeBefore(cursor),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  return cutPage(rows, limit, {
    item: toMail,
    cursor: ({ createdAt, id }) => timeCursor.encode({ at: createdAt, id }),
  })
}

function toMail(row: MailRow): Mail {
  const { id, bisectionId, reason, subject, messageId, inReplyTo, text, error, decidedBy } = row
  return {
    ...{ id, bisectionId, reason, subject, messageId, inReplyTo, text, error, decidedBy },
    kind: row.kind as Mail['kind'],
    state: row.state as Mail['state'],
    recipients: fromJson<Recipient[]>(row.recipients),
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  }
}
