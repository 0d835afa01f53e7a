import { Link, Outlet } from '@tanstack/react-router'
import { Mark } from './mark.tsx'
import { Navigation } from './navigation.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { SignButton } from './sign-button.tsx'
import { ThemeToggle } from './theme-toggle.tsx'
import { UnreachableBanner } from './unreachable-banner.tsx'
import { useFocusAfterNavigation } from './use-focus-after-navigation.ts'

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
