import type { BisectionRequest } from '@kbisect/contracts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { requestCommand } from '../model/request-command.ts'

/** The request as a command for a terminal. */
export function CommandPanel({ request }: { request: BisectionRequest }) {
  const command = requestCommand(window.location.origin, request)
  return (
    <section className="panel command" aria-labelledby="command-title">
      <div className="panel-head">
        <h2 id="command-title">The same from a terminal</h2>
        <CopyButton text={command} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by keys */}
      <section className="code-scroll" aria-label="Command" tabIndex={0}>
        <pre className="code">{command}</pre>
      </section>
    </section>
  )
}
