import { Link } from '@tanstack/react-router'
import { Empty } from './notice.tsx'

/** What somebody can do who finds nothing here. */
export function HowToBegin() {
  return (
    <Empty title="Nothing has been bisected yet">
      <p>
        <Link to="/new" className="button primary">
          Start a bisection
        </Link>
      </p>
      <p>Or from a checkout of kbisect, with a kernel tree at hand:</p>
      <pre className="code">kbisect run --repo ~/linux --good v6.1 --bad HEAD --arch arm64</pre>
      <p>
        A whole one on a prepared history: <code>npm run demo</code>
      </p>
    </Empty>
  )
}
