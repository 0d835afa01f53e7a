import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Navigation } from './navigation.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { SignButton } from './sign-button.tsx'
import { ThemeToggle } from './theme-toggle.tsx'
import { UnreachableBanner } from './unreachable-banner.tsx'

/**
 * After a way from page to page the focus is at the new page’s begin, as it would be after a load.
 */
function useFocusAfterNavigation() {
  const { pathname } = useLocation()
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [pathname])
}

/**
 * The sign of kbisect: what passes hangs below the line, what fails stands above it, and one commit
 * parts them.
 */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
      <path className="mark-good" d="M2 14h3v7h-3zM7 14h3v7h-3z" />
      <path className="mark-bad" d="M18 7h3v7h-3zM23 7h3v7h-3z" />
      <path className="mark-line" d="M12.5 2h3v24h-3z" />
    </svg>
  )
}

/** What surrounds every page. */
export function Layout() {
  useFocusAfterNavigation()
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className="top">
        <div className="top-inner">
          <Link to="/" className="brand">
            <Mark />
            <span>kbisect</span>
          </Link>
          <Navigation />
          <div className="top-tools">
            <Shortcuts />
            <ThemeToggle />
            <SignButton />
          </div>
        </div>
      </header>
      <UnreachableBanner />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  )
}
