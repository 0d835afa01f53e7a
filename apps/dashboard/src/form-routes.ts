import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { parseRegressionFilters } from './features/regressions/model/regression-filters.ts'
import { parseAccessSearch, parseNewSearch, parseRevisionsSearch, parseWatchSearch } from './model/form-search.ts'
import { rootRoute } from './root-route.tsx'

// Their scripts are loaded when they are gone to: whoever opens a link to a bisection does not wait
// for forms.
const around = { getParentRoute: () => rootRoute }

const newRoute = createRoute({
  ...around,
  path: '/new',
  validateSearch: parseNewSearch,
  component: lazyRouteComponent(() => import('./features/new-bisection/new-bisection-page.tsx'), 'NewBisectionPage'),
})

const regressionsRoute = createRoute({
  ...around,
  path: '/regressions',
  validateSearch: parseRegressionFilters,
  component: lazyRouteComponent(() => import('./features/regressions/regressions-page.tsx'), 'RegressionsPage'),
})

const regressionRoute = createRoute({
  ...around,
  path: '/regressions/$id',
  component: lazyRouteComponent(() => import('./features/regressions/regression-page.tsx'), 'RegressionPage'),
})

const treesRoute = createRoute({
  ...around,
  path: '/trees',
  component: lazyRouteComponent(() => import('./features/trees/trees-page.tsx'), 'TreesPage'),
})

const treeRoute = createRoute({
  ...around,
  path: '/trees/$name',
  component: lazyRouteComponent(() => import('./features/trees/tree-page.tsx'), 'TreePage'),
})

const watchesRoute = createRoute({
  ...around,
  path: '/watches',
  component: lazyRouteComponent(() => import('./features/watches/watches-page.tsx'), 'WatchesPage'),
})

const watchForms = () => import('./features/watches/watch-form-page.tsx')

const newWatchRoute = createRoute({
  ...around,
  path: '/watches/new',
  component: lazyRouteComponent(watchForms, 'NewWatchPage'),
})

const editWatchRoute = createRoute({
  ...around,
  path: '/watches/$id/edit',
  component: lazyRouteComponent(watchForms, 'EditWatchPage'),
})

const watchRoute = createRoute({
  ...around,
  path: '/watches/$id',
  validateSearch: parseWatchSearch,
  component: lazyRouteComponent(() => import('./features/watches/watch-page.tsx'), 'WatchPage'),
})

const watchedRevisionRoute = createRoute({
  ...around,
  path: '/watches/$id/revisions/$commit',
  component: lazyRouteComponent(() => import('./features/watches/watched-revision-page.tsx'), 'WatchedRevisionPage'),
})

const revisionComparisonRoute = createRoute({
  ...around,
  path: '/watches/$id/compare',
  validateSearch: parseRevisionsSearch,
  component: lazyRouteComponent(
    () => import('./features/watches/revision-comparison-page.tsx'),
    'RevisionComparisonPage',
  ),
})

const webhooksRoute = createRoute({
  ...around,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./features/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
})

const webhookRoute = createRoute({
  ...around,
  path: '/webhooks/$id',
  component: lazyRouteComponent(() => import('./features/webhooks/webhook-page.tsx'), 'WebhookPage'),
})

const accessRoute = createRoute({
  ...around,
  path: '/access',
  validateSearch: parseAccessSearch,
  component: lazyRouteComponent(() => import('./features/access/access-page.tsx'), 'AccessPage'),
})

/** Pages of forms and lists beside the bisections. */
export const formRoutes = [
  newRoute,
  regressionsRoute,
  regressionRoute,
  treesRoute,
  treeRoute,
  watchesRoute,
  newWatchRoute,
  editWatchRoute,
  watchRoute,
  watchedRevisionRoute,
  revisionComparisonRoute,
  webhooksRoute,
  webhookRoute,
  accessRoute,
] as const
