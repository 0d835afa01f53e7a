import { commitPage } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import { bisectionQuery } from '../api/queries.ts'
import { treeStatusesQuery } from '../api/tree-queries.ts'
import { CopyButton } from './copy-button.tsx'
import { Hash } from './hash.tsx'

const PageTree = createContext<string | undefined>(undefined)

/** Templates of trees seldom change. */
const freshMilliseconds = 5 * 60_000

/** Names the tree that the commits of a page belong to. */
export function TreeOfCommits({ tree, children }: { tree: string | undefined; children: ReactNode }) {
  return <PageTree value={tree}>{children}</PageTree>
}

/** The same by a bisection; without one commits have no link. */
export function TreeOfBisection({ id, children }: { id: string | undefined; children: ReactNode }) {
  const { data } = useQuery({ ...bisectionQuery(id ?? ''), enabled: id !== undefined })
  return <TreeOfCommits tree={data?.tree}>{children}</TreeOfCommits>
}

/** Returns the tree of the page, or of this name; undefined until it is known. */
export function useTreeOfCommits(name?: string) {
  const around = useContext(PageTree)
  const tree = name ?? around
  const { data } = useQuery({
    ...treeStatusesQuery,
    enabled: tree !== undefined,
    staleTime: freshMilliseconds,
    refetchInterval: false,
  })
  return data?.find((each) => each.name === tree)
}

interface CommitProps {
  readonly hash: string
  /** Default: that of the page. */
  readonly tree?: string
}

/** A commit's hash, short, that links its page where the tree has such pages. */
export function CommitHash({ hash, tree }: CommitProps) {
  return (
    <CommitPageLink hash={hash} {...(tree !== undefined && { tree })}>
      <Hash hash={hash} />
    </CommitPageLink>
  )
}

/** Words for a commit that link its page where the tree has such pages. */
export function CommitPageLink({ hash, tree, children }: CommitProps & { readonly children: ReactNode }) {
  const known = useTreeOfCommits(tree)
  const page = known && commitPage(known, hash)
  if (page === undefined) return children
  return (
    <a href={page} rel="noreferrer" className="commit-page">
      {children}
    </a>
  )
}

/** The same with a button that copies the whole hash. */
export function CopyHash({ hash }: { hash: string }) {
  return (
    <span className="copy-hash">
      <CommitHash hash={hash} />
      <CopyButton text={hash} label="Copy hash" small />
    </span>
  )
}
