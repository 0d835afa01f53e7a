import { gatherReport, planMail, reportTitle, textReport } from '@kbisect/reports'
import { MOST_DEATHS } from '../most-deaths.ts'
import { addMail, type Found } from './add-mail.ts'
import { findPeople } from './find-people.ts'
import { holdUnwritten } from './hold-unwritten.ts'
import type { MailOptions, WritingOptions } from './mail-options.ts'
import { planClosing, planFollowUp } from './plan-replies.ts'

/**
 * Writes the mail that is due for a bisection: the report of its culprit, a follow-up for further
 * targets that the culprit breaks, or the closing mail when it is fixed. It can be called at any
 * time: the database keeps one mail of each kind for a finding. Under the policy `off` it writes
 * none.
 * @param deaths how many workers died at this; after five the mail is held unwritten
 */
export async function planMails(
  options: MailOptions,
  bisectionId: string,
  signal: AbortSignal,
  deaths = 0,
): Promise<void> {
  const { policy } = options.settings
  if (policy === 'off') return
  if (deaths >= MOST_DEATHS) return await holdUnwritten(options, bisectionId, deaths)
  const { bisections, mails } = options.store
  const bisection = await bisections.detail(bisectionId)
  const result = bisection?.result
  if (!bisection || !result?.culprit || result.outcome !== 'culprit') return
  const found: Found = { bisection, result, culprit: result.culprit }
  const thread = await mails.thread(found.culprit.hash)
  const report = thread.find(({ kind }) => kind === 'report')
  const writing: WritingOptions = { ...options, policy }
  if (!report) return await planReport(writing, found, signal)
  const isClosed = thread.some(({ kind }) => kind === 'fixed')
  if (bisection.regression?.state === 'fixed' && report.state === 'sent' && !isClosed)
    return await planClosing(writing, found, report)
  if (!thread.some((mail) => mail.bisectionId === bisectionId)) await planFollowUp(writing, found, report, thread)
}

async function planReport(options: WritingOptions, found: Found, signal: AbortSignal): Promise<void> {
  const { policy, settings, sources } = options
  const { bisection, result, culprit } = found
  const people = policy === 'fixed' ? { recipients: [] } : await findPeople(options, bisection, culprit.hash, signal)
  const { to, from, smtpUrl } = settings
  const urls = sources.urls(bisection.id)
  const plan = planMail({ policy, to, from, urls, hasServer: smtpUrl !== undefined, result, people })
  await addMail(options, {
    ...plan,
    bisectionId: bisection.id,
    finding: culprit.hash,
    kind: 'report',
    subject: reportTitle(bisection),
    text: textReport(await gatherReport(sources, bisection)),
    inReplyTo: null,
  })
}
