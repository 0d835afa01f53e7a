/**
 * Whether an address is a page of the dashboard, as against one of its files: those lie at the top or in assets, and have an
 * ending. Names within pages may have dots: /trees/linux-6.1.y.
 */
export const isPagePath = (path: string): boolean => !/^\/(assets\/.*|[^/]*\.[a-z0-9]+)$/i.test(path)
