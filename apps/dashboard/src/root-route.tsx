import { createRootRoute } from '@tanstack/react-router'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { Layout } from './parts/layout.tsx'

/** What is around every page. */
export const rootRoute = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage })
