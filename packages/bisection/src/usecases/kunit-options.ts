import type { BisectionRequest } from '@kbisect/contracts'
import type { History } from '../model/ports.ts'

/**
 * Returns the request with the options of its KUnit suite, where it names none: those with which
 * the source of the bad revision builds a suite of that name. Without any the kernel has no results
 * of the suite, and the boundaries say so.
 */
export async function withKunitOptions(
  history: Pick<History, 'kunitOptions'>,
  request: BisectionRequest,
  bad: string,
): Promise<BisectionRequest> {
  const { test } = request
  if (test?.kind !== 'kunit' || test.options !== undefined || /[*?]/.test(test.suite)) return request
  return { ...request, test: { ...test, options: [...(await history.kunitOptions(bad, test.suite))] } }
}
