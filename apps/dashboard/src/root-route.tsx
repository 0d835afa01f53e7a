import { createRootRoute } from '@tanstack/react-router'
import { Layout } from './ui/layout.tsx'
import { NotFoundPage } from './ui/not-found-page.tsx'

/** What is around every page. */
export const rootRoute = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage })
