import type { Mail, Recipient } from '@kbisect/contracts'
import { cutPage, madeBefore, type Page, type PageRequest, timeCursor } from './cursor.ts'
import type { Database } from './database.ts'
import { isMissingReference } from './database-errors.ts'
import type { Mail as MailRow, Prisma } from './generated/client.ts'
import { fromJson, toJson } from './json-columns.ts'
import { mailsToPlan } from './mails-to-plan.ts'
import { newId } from './new-id.ts'
import { storable } from './storable.ts'
import { unknownBisection } from './unknown-bisection.ts'

export interface NewMail {
  readonly bisectionId: string
  /** What it tells: hash of the culprit, then, of a follow-up, what is new. Told once in each kind. */
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
}

/** What came of an attempt, or what a person decided. */
export interface MailConclusion {
  readonly state: Mail['state']
  readonly reason?: string
  readonly error?: string | null
  readonly sentAt?: Date
  readonly nextAttemptAt?: Date | null
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
  /** One that waits is due from `now` on. undefined: this was told in that kind already. */
  add(mail: NewMail, now: Date): Promise<string | undefined>
  /** Takes one in hand whose time has come; undefined when it does not wait, or somebody has it in hand. */
  take(id: string, now: Date): Promise<MailInHand | undefined>
  /** Lets go of one that was taken. */
  conclude(id: string, conclusion: MailConclusion): Promise<void>
  /** Changes one that nobody has in hand, if it is in one of the states; false otherwise. */
  decide(id: string, from: readonly Mail['state'][], by: string, conclusion: MailConclusion): Promise<boolean>
  /** Ids of those that wait and are due. */
  due(now: Date): Promise<string[]>
  /** Ids of those that were taken before a moment and that nobody let go of. */
  abandoned(before: Date): Promise<string[]>
  /** Ids of bisections of which there is something to tell: a culprit since a moment that was not considered, or a fix of what was reported. */
  toPlan(since: Date): Promise<string[]>
}

export function mailStore(database: Database): MailStore {
  const ids = async (where: Prisma.MailWhereInput): Promise<string[]> => {
    const rows = await database.mail.findMany({ where, select: { id: true }, orderBy: { createdAt: 'asc' } })
    return rows.map(({ id }) => id)
  }
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

    async add(mail, now) {
      const { recipients, ...plain } = mail
      const nextAttemptAt = mail.state === 'waiting' ? now : null
      const data = { ...storable(plain), recipients: toJson(recipients), id: newId(), nextAttemptAt }
      try {
        const rows = await database.mail.createManyAndReturn({ data, skipDuplicates: true, select: { id: true } })
        return rows[0]?.id
      } catch (error) {
        throw isMissingReference(error) ? unknownBisection(mail.bisectionId, error) : error
      }
    },

    async take(id, now) {
      const { count } = await database.mail.updateMany({
        where: { id, state: 'waiting', sendingSince: null, nextAttemptAt: { lte: now } },
        data: { sendingSince: now, attempts: { increment: 1 } },
      })
      const row = count === 1 ? await database.mail.findUnique({ where: { id } }) : null
      return row ? { ...toMail(row), attempts: row.attempts } : undefined
    },

    async conclude(id, conclusion) {
      await database.mail.updateMany({ where: { id }, data: concluded(conclusion) })
    },

    async decide(id, from, by, conclusion) {
      const where = { id, state: { in: [...from] }, sendingSince: null }
      const data = { ...concluded(conclusion), decidedBy: storable(by), attempts: 0 }
      return (await database.mail.updateMany({ where, data })).count === 1
    },

    due: (now) => ids({ state: 'waiting', sendingSince: null, nextAttemptAt: { lte: now } }),
    abandoned: (before) => ids({ state: 'waiting', sendingSince: { lt: before } }),
    toPlan: (since) => mailsToPlan(database, since),
  }
}

function concluded({ state, reason, error, sentAt, nextAttemptAt = null }: MailConclusion) {
  return {
    state,
    nextAttemptAt,
    sendingSince: null,
    ...(reason === undefined ? {} : { reason: storable(reason) }),
    ...(error === undefined ? {} : { error: error === null ? null : storable(error) }),
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
