import { fileURLToPath } from 'node:url'

/** Where `npm run build` puts the dashboard of this checkout. */
export function findDashboard(): string {
  // From apps/api/src and from apps/api/dist alike.
  return fileURLToPath(new URL('../../dashboard/dist', import.meta.url))
}
