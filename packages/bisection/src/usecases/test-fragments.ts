import type { ConfigFile, Test } from '@kbisect/contracts'
import { KUNIT_FRAGMENT } from '../model/kunit-fragment.ts'

/**
 * Returns what a test needs of each configuration, as fragments that the request's own may change:
 * of a KUnit test KUnit itself and the options of the suite, built in.
 */
export function testFragments(test: Test): ConfigFile[] {
  if (test.kind !== 'kunit') return []
  const symbols = ['KUNIT', ...(test.options ?? []).map((option) => option.replace(/^CONFIG_/, ''))]
  const content = [...new Set(symbols)].map((symbol) => `CONFIG_${symbol}=y\n`).join('')
  return [{ name: KUNIT_FRAGMENT, content }]
}
