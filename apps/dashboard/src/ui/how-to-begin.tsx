import { Link } from '@tanstack/react-router'
import { Empty } from './notice.tsx'

/** How the first bisection is started, where there are none. */
export function HowToBegin() {
  return (
    <Empty title="No bisections yet">
      <p>The list shows each search for the commit that broke a kernel: its progress, then the culprit.</p>
      <p>
        <Link to="/new" className="button primary">
          Start a bisection
        </Link>
      </p>
      <p>Or from a terminal, with a clone of the kernel:</p>
      <pre className="code">kbisect run --repo ~/linux --good v6.1 --bad HEAD --arch arm64</pre>
      <p>
        <code>npm run demo</code> makes a Linux history with a known culprit and finds it.
      </p>
    </Empty>
  )
}
