import { createRoute, createRouter } from '@tanstack/react-router'
import { formRoutes } from './form-routes.tsx'
import { parseListSearch } from './model/filters.ts'
import { parseBisectionSearch, parseCompareSearch, parseLoginSearch, parseRunSearch } from './model/page-search.ts'
import { BisectionPage } from './pages/bisection-page.tsx'
import { BisectionsPage } from './pages/bisections-page.tsx'
import { ComparePage } from './pages/compare-page.tsx'
import { LoginPage } from './pages/login-page.tsx'
import { MailsPage } from './pages/mails-page.tsx'
import { OverviewPage } from './pages/overview-page.tsx'
import { RunPage } from './pages/run-page.tsx'
import { rootRoute } from './root-route.tsx'

const overviewRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: OverviewPage })

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bisections',
  validateSearch: parseListSearch,
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

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: parseCompareSearch,
  component: ComparePage,
})

const mailsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/mails', component: MailsPage })

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: parseLoginSearch,
  component: LoginPage,
})

const pages = [overviewRoute, listRoute, bisectionRoute, runRoute, compareRoute, mailsRoute]

const routeTree = rootRoute.addChildren([...pages, ...formRoutes, loginRoute])

export function createAppRouter() {
  return createRouter({ routeTree, scrollRestoration: true, defaultPreload: false })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
