import type { Mail } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { mailsQuery } from '../api/queries.ts'
import { send } from '../api/send.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { Ago } from './time.tsx'
import { useMay } from './use-session.ts'

/** Mails about a bisection, for those who decide of them. */
export function MailsPanel({ bisectionId }: { bisectionId: string }) {
  const mayDecide = useMay('admin')
  const { data: mails = [] } = useQuery({ ...mailsQuery(bisectionId), enabled: mayDecide })
  if (!mayDecide || mails.length === 0) return null
  return (
    <section className="panel" aria-labelledby="mails-title">
      <h2 id="mails-title">Mails</h2>
      <ul className="mails">
        {mails.map((mail) => (
          <li key={mail.id}>
            <MailView mail={mail} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const looks: Record<Mail['state'], string> = {
  held: 'skip',
  waiting: 'plain',
  sent: 'good',
  failed: 'bad',
  discarded: 'plain',
}

/** One mail: to whom and why, what it says, and whether it goes. */
export function MailView({ mail }: { mail: Mail }) {
  const names = mail.recipients.map(({ name, address }) => name ?? address).join(', ')
  return (
    <article className="mail" aria-label={mail.subject}>
      <p className="mail-subject">
        <span className={`chip chip-${looks[mail.state]}`}>{mail.state}</span> <span>{mail.subject}</span>
      </p>
      <p className="sub">
        {mail.reason}
        {mail.decidedBy && ` (${mail.decidedBy})`} · <Ago at={mail.sentAt ?? mail.createdAt} />
      </p>
      {mail.error && <p className="field-error">The mail server said: {mail.error}</p>}
      <ul className="recipients" aria-label="Recipients">
        {mail.recipients.map(({ address, name, field, reason }) => (
          <li key={address}>
            <span className="recipient-field">{field}</span>
            <span className="break">
              {name ? `${name} <${address}>` : address} <span className="sub">{reason}</span>
            </span>
          </li>
        ))}
      </ul>
      <details>
        <summary>What it says</summary>
        <pre className="code mail-text">{mail.text}</pre>
      </details>
      {mail.state === 'held' && (
        <div className="action-buttons">
          <ConfirmButton
            label="Send"
            question="Send this mail?"
            consequence={`It goes to ${names}. It cannot be taken back.`}
            act={() => send('POST', `/mails/${mail.id}/send`)}
          />
          <ConfirmButton
            label="Discard"
            dangerous
            question="Discard this mail?"
            consequence="It is never sent. The report stays readable here."
            act={() => send('POST', `/mails/${mail.id}/discard`)}
          />
        </div>
      )}
    </article>
  )
}
