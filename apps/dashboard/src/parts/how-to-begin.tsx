import { Empty } from './notice.tsx'
import { PageLink } from './page-link.tsx'

/** What somebody can do who finds nothing here. */
export function HowToBegin() {
  return (
    <Empty title="Nothing has been bisected yet">
      <p>
        <PageLink to="/new" className="button primary">
          Start a bisection
        </PageLink>
      </p>
      <p>Or from a checkout of kbisect, with a kernel tree at hand:</p>
      <pre className="code">npx kbisect run --repo ~/linux --good v6.1 --bad HEAD --arch arm64</pre>
      <p>
        A whole one on a prepared history: <code>npm run demo</code>
      </p>
    </Empty>
  )
}
