import type { Bisection } from '@kbisect/contracts'
import { apiRoot } from '../../../api/request.ts'
import { namedWord } from '../../../model/format-culprit.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { useSession } from '../../../ui/use-session.ts'
import { reproduceCommand } from '../model/reproduce-command.ts'

/** How to see the failure on one's own machine. */
export function ReproduceBox({ bisection: { id, result, label } }: { bisection: Bisection }) {
  const session = useSession()
  const path = `${apiRoot}/bisections/${id}/reproduce.sh`
  const command = reproduceCommand(`${window.location.origin}${path}`, session?.reads)
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
        It checks out the {result?.culprit ? namedWord(label) : 'bad revision'}, builds it with this configuration and
        toolchain, boots it in QEMU and shows the failure. Read it first.
        {session?.reads === 'token' && (
          <>
            {' '}
            <code>$TOKEN</code> is a token of yours: reading needs one here.
          </>
        )}
      </p>
    </section>
  )
}
