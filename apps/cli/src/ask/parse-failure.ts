import type { FailureKind, WantedFailure } from '@kbisect/contracts'
import { failureKinds } from '@kbisect/contracts/words'
import { CliError } from '../cli-error.ts'

const isKind = (text: string): text is FailureKind => failureKinds.some((known) => known === text)

/**
 * The failure that `--failure KIND[:FUNCTION]` (or `:FUNCTION`) and `--failure-message` ask for;
 * undefined without either.
 * @throws CliError
 */
export function parseFailure(failure: string | undefined, message: string | undefined): WantedFailure | undefined {
  if (failure === undefined && message === undefined) return undefined
  const [, kind = '', name] = /^([^:]*)(?::(.+))?$/s.exec(failure ?? '') ?? []
  if (failure !== undefined && (kind === '' ? name === undefined : !isKind(kind))) {
    throw new CliError(`--failure: ${JSON.stringify(failure)} is not a failure`, {
      hint: `use KIND, KIND:FUNCTION or :FUNCTION, where KIND is one of ${failureKinds.join(', ')}`,
    })
  }
  return {
    ...(isKind(kind) ? { kind } : {}),
    ...(name === undefined ? {} : { function: name }),
    ...(message === undefined ? {} : { message }),
  }
}
