import type { TreeStatus } from '@kbisect/contracts'
import { pageWords } from '../../../model/page-words.ts'
import { FetchProgressBar } from '../../../ui/fetch-progress.tsx'
import { Ago } from '../../../ui/time.tsx'

/** When a tree was fetched last, and whether that went well. */
export function FetchState({ tree }: { tree: TreeStatus }) {
  return (
    <span role="status">
      {tree.fetching && <span className="fetching">Being fetched now. </span>}
      {tree.progress && <FetchProgressBar progress={tree.progress} />}
      {tree.fetchedAt === null ? !tree.fetching && 'Never fetched.' : <Fetched at={tree.fetchedAt} />}
      {tree.fetchError !== null && !tree.fetching && (
        <span className="fetch-error">The last fetch failed: {pageWords(tree.fetchError)}</span>
      )}
    </span>
  )
}

function Fetched({ at }: { at: string }) {
  return (
    <>
      Fetched <Ago at={at} />
    </>
  )
}
