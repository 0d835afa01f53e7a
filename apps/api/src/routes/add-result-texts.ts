import type { Bisection } from '@kbisect/contracts'
import { affectedTargetFiles, resultWords } from '@kbisect/reports'
import type { Dependencies } from '../dependencies.ts'

/** A bisection with its result in sentences, once there is one. */
export async function withWords({ store }: Pick<Dependencies, 'store'>, bisection: Bisection): Promise<Bisection> {
  const texts = await store.bisections.configTexts(affectedTargetFiles(bisection))
  const words = resultWords(bisection, texts)
  return words ? { ...bisection, words } : bisection
}
