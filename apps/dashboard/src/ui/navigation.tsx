import type { Scope } from '@kbisect/contracts'
import { Link, useLocation } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { may } from '../model/permission.ts'
import { useSession } from './use-session.ts'

const places: readonly { readonly to: string; readonly label: string; readonly needs?: Scope }[] = [
  { to: '/', label: 'Overview' },
  { to: '/bisections', label: 'Bisections' },
  { to: '/regressions', label: 'Regressions' },
  { to: '/trees', label: 'Trees' },
  { to: '/watches', label: 'Watches' },
  { to: '/new', label: 'New bisection', needs: 'submit' },
  { to: '/webhooks', label: 'Webhooks', needs: 'admin' },
  { to: '/access', label: 'Access', needs: 'admin' },
]

/** Where one can go; on a narrow screen behind a button. */
export function Navigation() {
  const { pathname } = useLocation()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when another page is shown
  useEffect(() => setOpen(false), [pathname])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return
    setOpen(false)
    button.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the menu from any of its links
    <div className="navigation" onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className="button quiet menu-button"
        aria-expanded={open}
        aria-controls="main-navigation"
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">{open ? '✕' : '☰'}</span> Menu
      </button>
      <nav id="main-navigation" aria-label="Main" className={open ? 'top-nav open' : 'top-nav'}>
        <Places />
        <a href="/api/v1/docs">API</a>
      </nav>
    </div>
  )
}

function Places() {
  const session = useSession()
  return places
    .filter(({ needs }) => needs === undefined || may(session, needs))
    .map(({ to, label }) => (
      <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
        {label}
      </Link>
    ))
}
