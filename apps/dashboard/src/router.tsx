import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { parseFilters } from './model/filters.ts'
import { parseBisectionSearch, parseLoginSearch, parseRunSearch } from './model/page-search.ts'
import { BisectionPage } from './pages/bisection-page.tsx'
import { BisectionsPage } from './pages/bisections-page.tsx'
import { LoginPage } from './pages/login-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { RunPage } from './pages/run-page.tsx'
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

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: parseLoginSearch,
  component: LoginPage,
})

const routeTree = rootRoute.addChildren([listRoute, bisectionRoute, runRoute, loginRoute])

export function createAppRouter() {
  return createRouter({ routeTree, scrollRestoration: true, defaultPreload: false })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
