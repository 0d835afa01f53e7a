import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { parseAccessSearch, parseNewSearch } from './model/form-search.ts'
import { parseRegressionFilters } from './model/regression-filters.ts'
import { rootRoute } from './root-route.tsx'

// Their scripts are loaded when they are gone to: whoever opens a link to a bisection does not wait for forms.
const around = { getParentRoute: () => rootRoute }

const newRoute = createRoute({
  ...around,
  path: '/new',
  validateSearch: parseNewSearch,
  component: lazyRouteComponent(() => import('./pages/new-bisection-page.tsx'), 'NewBisectionPage'),
})

const regressionsRoute = createRoute({
  ...around,
  path: '/regressions',
  validateSearch: parseRegressionFilters,
  component: lazyRouteComponent(() => import('./pages/regressions-page.tsx'), 'RegressionsPage'),
})

const regressionRoute = createRoute({
  ...around,
  path: '/regressions/$id',
  component: lazyRouteComponent(() => import('./pages/regression-page.tsx'), 'RegressionPage'),
})

const treesRoute = createRoute({
  ...around,
  path: '/trees',
  component: lazyRouteComponent(() => import('./pages/trees-page.tsx'), 'TreesPage'),
})

const treeRoute = createRoute({
  ...around,
  path: '/trees/$name',
  component: lazyRouteComponent(() => import('./pages/tree-page.tsx'), 'TreePage'),
})

const webhooksRoute = createRoute({
  ...around,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./pages/webhooks-page.tsx'), 'WebhooksPage'),
})

const webhookRoute = createRoute({
  ...around,
  path: '/webhooks/$id',
  component: lazyRouteComponent(() => import('./pages/webhook-page.tsx'), 'WebhookPage'),
})

const accessRoute = createRoute({
  ...around,
  path: '/access',
  validateSearch: parseAccessSearch,
  component: lazyRouteComponent(() => import('./pages/access-page.tsx'), 'AccessPage'),
})

/** Pages of forms and lists beside the bisections. */
export const formRoutes = [
  newRoute,
  regressionsRoute,
  regressionRoute,
  treesRoute,
  treeRoute,
  webhooksRoute,
  webhookRoute,
  accessRoute,
] as const
