import type { Bisection, ScopeResult } from '@kbisect/contracts'

export interface Affected {
  readonly affected: readonly string[]
  readonly unaffected: readonly string[]
  readonly unknown: readonly string[]
}

/** Who is affected by the culprit, the main target among them whether or not the scope names it. */
export function affectedTargets({ result, target }: Pick<Bisection, 'result' | 'target'>): Affected {
  if (result?.outcome !== 'culprit') return { affected: [], unaffected: [], unknown: [] }
  const named = (word: ScopeResult['result']) =>
    result.scope.filter((row) => row.result === word).map((row) => row.target)
  const affected = named('affected')
  const scoped = result.scope.some((row) => row.target === target)
  return {
    affected: scoped ? affected : [target, ...affected],
    unaffected: named('not affected'),
    unknown: named('could not tell'),
  }
}
