import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** How long after `g` the next key counts. */
const SEQUENCE_MS = 1500

const places = {
  o: { to: '/', name: 'Overview' },
  b: { to: '/bisections', name: 'Bisections' },
  r: { to: '/regressions', name: 'Regressions' },
  t: { to: '/trees', name: 'Trees' },
  w: { to: '/watches', name: 'Watches' },
  n: { to: '/new', name: 'New bisection' },
} as const
type Place = keyof typeof places
const isPlace = (key: string): key is Place => key in places

/** Keys of lists and logs, which their pages hear. */
const others: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'Search: in the list or the log'],
  ['f', 'Log: go to the failure; output: follow it'],
  ['n, N', 'Log: next and previous match'],
  ['w', 'Log: wrap long lines'],
  ['t', 'Log: times between lines'],
  ['g, G', 'Log: first and last line'],
  ['← →', 'Range strip: walk along the commits; Enter opens one'],
]

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))

/** Keys that lead from page to page, and the list of all keys behind `?`. */
export function Shortcuts() {
  const navigate = useNavigate()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    let since = Number.NEGATIVE_INFINITY
    const onKeyDown = (event: KeyboardEvent) => {
      // What a page has done with a key is not done twice.
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const isSecond = event.timeStamp - since < SEQUENCE_MS
      since = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      const field = event.key === '/' && document.querySelector<HTMLInputElement>('main search input')
      if (event.key === '?') dialog.current?.showModal()
      else if (isSecond && isPlace(event.key)) void navigate({ to: places[event.key].to })
      else if (field) field.focus()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [navigate])
  return (
    <>
      <button
        type="button"
        className="button quiet shortcuts-button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => dialog.current?.showModal()}
      >
        ?
      </button>
      <dialog ref={dialog} className="dialog shortcuts" aria-label="Keyboard shortcuts">
        <h2>Keyboard shortcuts</h2>
        <dl>
          <Row keys="?" what="This list" />
          {Object.entries(places).map(([key, { name }]) => (
            <Row key={key} keys={`g ${key}`} what={name} />
          ))}
          {others.map(([keys, what]) => (
            <Row key={what} keys={keys} what={what} />
          ))}
        </dl>
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  )
}

function Row({ keys, what }: { keys: string; what: string }) {
  return (
    <div>
      <dt>
        {keys.split(' ').map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{what}</dd>
    </div>
  )
}
