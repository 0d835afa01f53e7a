import { Children, Fragment, type ReactNode } from 'react'

/** The way to a page from the list it belongs to: links, and last what the page itself is. */
export function Crumbs({ children }: { children: ReactNode }) {
  const parts = Children.toArray(children)
  return (
    <nav aria-label="Breadcrumb">
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a page never change their order
        <Fragment key={at}>
          {at > 0 && <span aria-hidden="true"> / </span>}
          {part}
        </Fragment>
      ))}
    </nav>
  )
}
