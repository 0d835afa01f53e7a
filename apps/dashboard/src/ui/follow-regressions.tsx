import { apiRoot } from '../api/request.ts'
import { CopyButton } from './copy-button.tsx'
import { useSession } from './use-session.ts'

/**
 * The Atom feed of regressions, and the badge of a tree with the Markdown that shows it; without a
 * tree, the feed of all trees.
 */
export function FollowRegressions({ tree }: { tree: string | undefined }) {
  const session = useSession()
  const path = tree === undefined ? apiRoot : `${apiRoot}/trees/${encodeURIComponent(tree)}`
  const title = tree === undefined ? 'Regressions' : `Regressions of ${tree}`
  return (
    <section className="follow-regressions" aria-label="Follow the regressions elsewhere">
      <link rel="alternate" type="application/atom+xml" title={title} href={`${path}/feed`} />
      <a href={`${path}/feed`} type="application/atom+xml">
        Atom feed
      </a>
      {tree !== undefined && <Badge tree={tree} title={title} path={`${path}/badge.svg`} />}
      {session?.reads === 'token' && (
        <span className="sub">Feed readers and web pages send no token; reading needs one here.</span>
      )}
    </section>
  )
}

function Badge({ tree, title, path }: { tree: string; title: string; path: string }) {
  const { origin } = window.location
  const page = `${origin}/regressions?tree=${encodeURIComponent(tree)}`
  const markdown = `[![${title}](${origin}${path})](${page})`
  return (
    <>
      <img src={path} alt={`Badge: open regressions of ${tree}`} height={20} />
      <CopyButton text={markdown} label="Copy Markdown of the badge" small />
      <details>
        <summary>Markdown of the badge</summary>
        <code className="break">{markdown}</code>
      </details>
    </>
  )
}
