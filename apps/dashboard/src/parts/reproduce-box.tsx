import type { Bisection } from '@kbisect/contracts'
import { apiRoot } from '../api/request.ts'
import { signedIn } from '../model/permission.ts'
import { CopyButton } from './copy-button.tsx'
import { useSession } from './use-session.ts'

/** How to see the failure on one's own machine. */
export function ReproduceBox({ bisection: { id, result } }: { bisection: Bisection }) {
  const session = useSession()
  const path = `${apiRoot}/bisections/${id}/reproduce.sh`
  const command = `curl -fsS ${window.location.origin}${path} | sh`
  return (
    <section className="reproduce" aria-labelledby="reproduce-title">
      <h2 id="reproduce-title">See it yourself</h2>
      <pre className="code">{command}</pre>
      <p className="reproduce-tools">
        <CopyButton text={command} label="Copy command" />
        <a href={path} download={`kbisect-${id}.sh`}>
          Download the script
        </a>
      </p>
      <p className="sub">
        It checks out the {result?.culprit ? 'culprit' : 'bad end'}, builds it with this configuration and toolchain,
        boots it in QEMU and shows the failure. Read it first.
        {signedIn(session) && (
          <>
            {' '}
            Where reading needs a token, add <code className="nowrap">-H "authorization: Bearer …"</code>.
          </>
        )}
      </p>
    </section>
  )
}
