import { failureText, type Regression } from '@kbisect/contracts'
import { failureWords } from './headline.ts'

/** What fails, as a title: `oops in cma_alloc`; what the test is where nothing more is known. */
export function regressionTitle({
  signature,
  test,
  target,
}: Pick<Regression, 'signature' | 'test' | 'target'>): string {
  if (signature) return failureText(signature)
  const words = failureWords({ test, target })
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} fails`
}

/** Where: `lab, master`. */
export const regressionPlace = ({ tree, branch }: Pick<Regression, 'tree' | 'branch'>) =>
  branch === null ? tree : `${tree} ${branch}`
