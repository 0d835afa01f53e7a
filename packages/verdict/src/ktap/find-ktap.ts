import { compileGlob } from '@kbisect/text'
import type { KtapResult } from './ktap-result.ts'

/**
 * Returns the results at a path of names (suite, case, parameter), in the order in which they were
 * printed; several where names repeat or patterns match several. In each name `*` stands for any
 * characters and `?` for one.
 */
export function findKtap(tests: readonly KtapResult[], path: readonly string[]): readonly KtapResult[] {
  const [first, ...rest] = path
  if (first === undefined) return []
  const glob = compileGlob(first)
  const found = tests.filter(({ name }) => glob.test(name))
  if (rest.length === 0) return found
  return findKtap(
    found.flatMap(({ children }) => children),
    rest,
  )
}
