import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { formRoutes } from './form-routes.ts'
import { parseListSearch } from './model/filters.ts'
import { parseBisectionSearch, parseCompareSearch, parseLoginSearch, parseRunSearch } from './model/page-search.ts'
import { BisectionPage } from './pages/bisection-page.tsx'
import { BisectionsPage } from './pages/bisections-page.tsx'
import { LoginPage } from './pages/login-page.tsx'
import { OverviewPage } from './pages/overview-page.tsx'
import { Skeleton } from './parts/notice.tsx'
import { rootRoute } from './root-route.tsx'

// Logs have scripts of their own: whoever opens a link to a bisection does not wait for them.
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
  component: lazyRouteComponent(() => import('./pages/run-page.tsx'), 'RunPage'),
})

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: parseCompareSearch,
  component: lazyRouteComponent(() => import('./pages/compare-page.tsx'), 'ComparePage'),
})

const mailsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mails',
  component: lazyRouteComponent(() => import('./pages/mails-page.tsx'), 'MailsPage'),
})

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: parseLoginSearch,
  component: LoginPage,
})

const pages = [overviewRoute, listRoute, bisectionRoute, runRoute, compareRoute, mailsRoute]

const routeTree = rootRoute.addChildren([...pages, ...formRoutes, loginRoute])

export function createAppRouter() {
  return createRouter({
    routeTree,
    scrollRestoration: true,
    defaultPreload: false,
    // While the script of a page comes.
    defaultPendingComponent: () => <Skeleton rows={8} label="Loading the page" />,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
