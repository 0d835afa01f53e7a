import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Mark } from './mark.tsx'
import { SignOutButton } from './sign-out-button.tsx'
import { ThemeToggle } from './theme-toggle.tsx'

/** What surrounds every page. */
export function Layout() {
  const { pathname } = useLocation()
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
          <nav aria-label="Main" className="top-nav">
            <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
              Bisections
            </Link>
            <a href="/api/v1/docs">API</a>
          </nav>
          <ThemeToggle />
          {pathname !== '/login' && <SignOutButton />}
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  )
}
