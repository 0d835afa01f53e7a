import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface PageLinkProps {
  /** A path of this origin, with its query. */
  readonly to: string
  readonly className?: string
  readonly children: ReactNode
}

/** A link to a page by its path, for what is linked from many places. */
export function PageLink({ to, className, children }: PageLinkProps) {
  const [path = '/', query] = to.split('?')
  return (
    <Link to={path} search={Object.fromEntries(new URLSearchParams(query))} {...(className && { className })}>
      {children}
    </Link>
  )
}
