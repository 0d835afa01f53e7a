import { gatherReport, planMail, reportTitle, textReport } from '@kbisect/reports'
import { MOST_DEATHS } from '../most-deaths.ts'
import { addMail, type Found } from './add-mail.ts'
import { findPeople } from './find-people.ts'
import { holdUnwritten } from './hold-unwritten.ts'
import type { MailOptions } from './mail-options.ts'
import { planClosing, planFollowUp } from './plan-replies.ts'

/**
 * Sees what there is to tell by mail of a bisection: its culprit, if nobody was told of that yet; further targets that it breaks; or that
 * it is fixed. Harmless to call at any time: nothing is told twice, because the database keeps one mail of each kind for a finding.
 * @param deaths how many workers died at this; after five the mail is held unwritten
 */
export async function planMails(
  options: MailOptions,
  bisectionId: string,
  signal: AbortSignal,
  deaths = 0,
): Promise<void> {
  if (deaths >= MOST_DEATHS) return await holdUnwritten(options, bisectionId, deaths)
  const { bisections, mails } = options.store
  const bisection = await bisections.detail(bisectionId)
  const result = bisection?.result
  if (!bisection || !result?.culprit || result.outcome !== 'culprit') return
  const found: Found = { bisection, result, culprit: result.culprit }
  const thread = await mails.thread(found.culprit.hash)
  const report = thread.find(({ kind }) => kind === 'report')
  if (!report) return await planReport(options, found, signal)
  const isClosed = thread.some(({ kind }) => kind === 'fixed')
  if (bisection.regression?.state === 'fixed' && report.state === 'sent' && !isClosed)
    return await planClosing(options, found, report)
  if (!thread.some((mail) => mail.bisectionId === bisectionId)) await planFollowUp(options, found, report, thread)
}

async function planReport(options: MailOptions, found: Found, signal: AbortSignal): Promise<void> {
  const { settings, sources } = options
  const { bisection, result, culprit } = found
  const people =
    settings.policy === 'fixed' ? { recipients: [] } : await findPeople(options, bisection, culprit.hash, signal)
  const { policy, to, from, smtpUrl } = settings
  const plan = planMail({ policy, to, from, hasServer: smtpUrl !== undefined, result, people })
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
