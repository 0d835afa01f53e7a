import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { parseFilters } from './model/filters.ts'
import { parseBisectionSearch, parseRunSearch, parseSignInSearch } from './model/page-search.ts'
import { BisectionPage } from './pages/bisection-page.tsx'
import { BisectionsPage } from './pages/bisections-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { RunPage } from './pages/run-page.tsx'
import { SignInPage } from './pages/sign-in-page.tsx'
import { Layout } from './parts/layout.tsx'

const rootRoute = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage })

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: parseFilters,
  component: BisectionsPage,
})

const bisectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bisections/$id',
  validateSearch: parseBisectionSearch,
  component: BisectionPage,
})

const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$id',
  validateSearch: parseRunSearch,
  component: RunPage,
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: parseSignInSearch,
  component: SignInPage,
})

const routeTree = rootRoute.addChildren([listRoute, bisectionRoute, runRoute, signInRoute])

export function createAppRouter() {
  return createRouter({ routeTree, scrollRestoration: true, defaultPreload: false })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
