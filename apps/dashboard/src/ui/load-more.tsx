export interface LoadMoreProps {
  readonly query: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; fetchNextPage(): unknown }
  readonly label?: string
  /** Where the page itself keeps count of what it shows. */
  readonly more?: () => void
}

/** The next page of a list, while there is one. */
export function LoadMore({ query, label = 'Show older ones', more }: LoadMoreProps) {
  if (!query.hasNextPage) return null
  return (
    <button
      type="button"
      className="button more"
      disabled={query.isFetchingNextPage}
      onClick={more ?? (() => void query.fetchNextPage())}
    >
      {query.isFetchingNextPage ? 'Loading …' : label}
    </button>
  )
}
