import { run } from './run.ts'
import { sandboxAccount } from './sandbox-account.ts'

let probe: Promise<boolean> | undefined

/**
 * Whether a sandbox can really start here; some containers forbid what it needs. Tried once per
 * process, by starting one.
 */
export function sandboxAvailable(): Promise<boolean> {
  const plan = { file: 'true', args: [], sandbox: { readOnly: [], readWrite: [] } }
  probe ??=
    sandboxAccount() === 'none'
      ? Promise.resolve(false)
      : run(plan).then(
          ({ exitCode }) => exitCode === 0,
          () => false,
        )
  return probe
}
