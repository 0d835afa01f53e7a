import type { Bisection } from '@kbisect/contracts'
import { useEffect, useState } from 'react'
import { headline } from '../../../model/headline.ts'

const wantedKey = (id: string) => `kbisect-notify ${id}`

/**
 * Has the browser notify the reader when the bisection ends or pauses, as long as the tab is open.
 * Asks for permission on a click.
 */
export function NotifyButton({ bisection }: { bisection: Bisection }) {
  const { id, state } = bisection
  const [wanted, setWanted] = useState(() => sessionStorage.getItem(wantedKey(id)) !== null)
  const [denied, setDenied] = useState(false)
  const over = state === 'finished' || state === 'paused'
  useEffect(() => {
    if (!wanted || !over) return
    setWanted(false)
    remember(id, false)
    show(bisection)
  }, [wanted, over, id, bisection])

  // Browsers notify for pages with TLS or on the same host only.
  if (over || !('Notification' in window) || !window.isSecureContext) return null
  const ask = async () => {
    const granted = (await Notification.requestPermission()) === 'granted'
    setDenied(!granted)
    setWanted(granted)
    remember(id, granted)
  }
  const forget = () => {
    setWanted(false)
    remember(id, false)
  }
  return (
    <>
      {denied && (
        <span className="field-error" role="alert">
          The browser blocks notifications of this page. Allow them in its settings.
        </span>
      )}
      <button
        type="button"
        className="button"
        aria-pressed={wanted}
        title="Works while this tab is open."
        onClick={() => (wanted ? forget() : void ask())}
      >
        Notify me when done
      </button>
    </>
  )
}

function remember(id: string, wanted: boolean): void {
  if (wanted) sessionStorage.setItem(wantedKey(id), 'yes')
  else sessionStorage.removeItem(wantedKey(id))
}

function show(bisection: Bisection): void {
  const { sentence, detail } = headline(bisection)
  const title = sentence.map(({ text, quote }) => (quote ? `“${text}”` : text)).join('')
  const notification = new Notification(title, { body: detail.slice(0, 300), tag: bisection.id, icon: '/favicon.svg' })
  notification.onclick = () => window.focus()
}
