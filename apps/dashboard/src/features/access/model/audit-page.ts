import type { AuditEntry } from '@kbisect/contracts'

const pages: Readonly<Record<string, string>> = {
  bisection: '/bisections/',
  regression: '/regressions/',
  tree: '/trees/',
  webhook: '/webhooks/',
}

/** The page of what something was done to; undefined where it has none, or is gone. */
export function auditPage({ action, subject }: Pick<AuditEntry, 'action' | 'subject'>): string | undefined {
  const [what = '', did = ''] = action.split('.')
  const page = pages[what]
  return page && !/^(delete|remove)/.test(did) ? `${page}${encodeURIComponent(subject)}` : undefined
}
