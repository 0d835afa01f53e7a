import { createHash } from 'node:crypto'
import type { Bisection, Mail } from '@kbisect/contracts'
import { closingText, deadLinks, followUpText, gatherReport, planMail } from '@kbisect/reports'
import { addMail, type Found } from './add-mail.ts'
import type { MailOptions, WritingOptions } from './mail-options.ts'

/** In the thread of the report, to those who got it. */
const reply = (report: Mail) => ({
  subject: /^re:/i.test(report.subject) ? report.subject : `Re: ${report.subject}`,
  recipients: report.recipients,
  inReplyTo: report.messageId,
})

/** Returns the affected targets of a bisection: its main target and the further ones. */
function broken({ target, test, result }: Bisection): string[] {
  const affected = (result?.affectedTargets ?? []).filter((one) => one.result === 'affected').map((one) => one.target)
  return [...new Set([target, ...affected])].map((name) => (test === 'boot' ? name : `${name} (${test})`))
}

/**
 * Another bisection came to a culprit that was reported. Only what it breaks besides is worth a
 * mail.
 */
export async function planFollowUp(
  options: WritingOptions,
  { bisection, result, culprit }: Found,
  report: Mail,
  thread: readonly Mail[],
): Promise<void> {
  const { policy, store, settings, sources } = options
  // It may go out yet: a later call sees.
  if (report.state === 'waiting') return
  const known = await knownTargets(options, thread)
  const targets = broken(bisection).filter((target) => !known.has(target))
  const isClosed = thread.some(({ kind }) => kind === 'fixed')
  if (report.state !== 'sent' || isClosed || targets.length === 0) {
    const message = `Not told by mail: the same culprit is told in ${report.messageId}, which is ${isClosed ? 'closed' : report.state}.`
    return await store.bisections.addEvent(bisection.id, 'mail', message, { mailId: report.id })
  }
  const { to, from, smtpUrl } = settings
  const people = { recipients: report.recipients }
  const urls = sources.urls(bisection.id)
  const { state, reason } = planMail({ policy, to, from, urls, hasServer: smtpUrl !== undefined, result, people })
  const told = createHash('sha256').update(targets.join('\n')).digest('hex')
  await addMail(options, {
    ...reply(report),
    bisectionId: bisection.id,
    finding: `${culprit.hash} ${told}`,
    kind: 'follow-up',
    state,
    reason,
    text: followUpText(await gatherReport(sources, bisection), targets),
  })
}

async function knownTargets({ store }: MailOptions, thread: readonly Mail[]): Promise<Set<string>> {
  const ids = new Set(thread.map(({ bisectionId }) => bisectionId))
  const bisections = await Promise.all([...ids].map((id) => store.bisections.detail(id)))
  return new Set(bisections.flatMap((one) => (one ? broken(one) : [])))
}

/** Somebody said that a commit fixes it: those who got the report are told, once. */
export async function planClosing(options: WritingOptions, { bisection, culprit }: Found, report: Mail): Promise<void> {
  const { policy, store, sources } = options
  const triage = (await store.bisections.findRegression({ bisectionId: bisection.id }))?.triage
  if (!triage?.commit) return
  const fix = { hash: triage.commit, subject: await subjectOf(options, bisection, triage.commit) }
  const urls = sources.urls(bisection.id)
  const obstacle = policy === 'people' ? deadLinks(urls) : undefined
  await addMail(options, {
    ...reply(report),
    bisectionId: bisection.id,
    finding: culprit.hash,
    kind: 'fixed',
    state: obstacle === undefined ? 'waiting' : 'held',
    reason:
      obstacle === undefined ? 'The report was sent, and the regression is triaged as fixed.' : `Held: ${obstacle}.`,
    text: closingText({ fix, by: triage.by, why: triage.why, page: urls.page }),
  })
}

async function subjectOf({ store, openMirror }: MailOptions, { tree: name }: Bisection, hash: string) {
  const tree = await store.trees.byName(name)
  try {
    return tree && (await openMirror(tree).commit(hash)).subject
  } catch {
    // The hash says it too.
    return undefined
  }
}
