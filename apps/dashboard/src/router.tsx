import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { LoginPage } from './features/access/login-page.tsx'
import { BisectionPage } from './features/bisection/bisection-page.tsx'
import {
  parseBisectionSearch,
  parseCompareSearch,
  parseLoginSearch,
  parseRunSearch,
} from './features/bisection/model/page-search.ts'
import { BisectionsPage } from './features/bisections/bisections-page.tsx'
import { parseBisectionsSearch, parseConfigsSearch } from './features/compare/model/compare-search.ts'
import { OverviewPage } from './features/overview/overview-page.tsx'
import { formRoutes } from './form-routes.ts'
import { parseListSearch } from './model/filters.ts'
import { rootRoute } from './root-route.tsx'
import { Skeleton } from './ui/notice.tsx'
import { PageError } from './ui/page-error.tsx'

// Logs have scripts of their own: a link to a bisection opens without them.
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
  component: lazyRouteComponent(() => import('./features/log/run-page.tsx'), 'RunPage'),
})

const liveLogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bisections/$id/tasks/$task',
  component: lazyRouteComponent(() => import('./features/log/live-log-page.tsx'), 'LiveLogPage'),
})

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: parseCompareSearch,
  component: lazyRouteComponent(() => import('./features/log/compare-page.tsx'), 'ComparePage'),
})

const compareBisectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare-bisections',
  validateSearch: parseBisectionsSearch,
  component: lazyRouteComponent(
    () => import('./features/compare/compare-bisections-page.tsx'),
    'CompareBisectionsPage',
  ),
})

const configDiffRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/config-diff',
  validateSearch: parseConfigsSearch,
  component: lazyRouteComponent(() => import('./features/compare/config-diff-page.tsx'), 'ConfigDiffPage'),
})

const mailsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mails',
  component: lazyRouteComponent(() => import('./features/mails/mails-page.tsx'), 'MailsPage'),
})

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: parseLoginSearch,
  component: LoginPage,
})

const comparisons = [compareRoute, compareBisectionsRoute, configDiffRoute] as const
const pages = [overviewRoute, listRoute, bisectionRoute, runRoute, liveLogRoute, ...comparisons, mailsRoute] as const

const routeTree = rootRoute.addChildren([...pages, ...formRoutes, loginRoute])

export function createAppRouter() {
  return createRouter({
    routeTree,
    scrollRestoration: true,
    defaultPreload: false,
    defaultErrorComponent: PageError,
    // While the script of a page comes.
    defaultPendingComponent: () => <Skeleton rows={8} label="Loading the page" />,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
