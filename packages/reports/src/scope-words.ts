import {
  type Architecture,
  architectures,
  type Bisection,
  type ScopeResult,
  type TargetSummary,
} from '@kbisect/contracts'
import { list, shortList } from './layout.ts'
import { conditionWords, otherwiseWords } from './setting-differences.ts'
import { type ConfigTexts, comparedFiles } from './target-settings.ts'

/** The targets that were checked, the main one first: a culprit was found on it, so it is affected. */
export function scopeOf(bisection: Bisection): ScopeResult[] {
  const { scope = [], outcome } = bisection.result ?? {}
  if (outcome !== 'culprit') return []
  if (scope.some((entry) => entry.target === bisection.target)) return scope
  return [{ target: bisection.target, result: 'affected', reason: 'the bisection ran on it' }, ...scope]
}

/** Digests of the configuration files that {@link scopeSentence} reads; none where there is nothing to compare. */
export const scopeFiles = (bisection: Bisection): string[] =>
  scopeOf(bisection).length > 1 ? comparedFiles(bisection.targets) : []

/** What was found for an architecture. */
interface Part {
  /** `arm`; `x86_64 without CONFIG_CMA` where it was tested in no other way. */
  readonly name: string
  readonly isAffected: boolean
  /** What follows: `with CONFIG_DMA_CMA only`; empty when it is all. */
  readonly condition: string
}

/**
 * Who is affected, in a sentence or two by architecture: `arm and arm64 are affected, with CONFIG_DMA_CMA only; x86_64 is not.` The condition
 * is what the configurations, command lines and toolchains of affected and unaffected targets of an architecture differ in.
 * No more is said than was tested.
 */
export function scopeSentence(bisection: Bisection, texts: ConfigTexts): string {
  const scope = scopeOf(bisection)
  if (scope.length === 0) return ''
  const parts = architectures.flatMap((architecture) => partOf(bisection, texts, scope, architecture) ?? [])
  const unknown = scope.filter(({ result }) => result === 'could not tell').map(({ target }) => target)
  const clauses = [
    ...affectedClauses(parts.filter(({ isAffected }) => isAffected)),
    ...sparedClause(parts),
    ...(unknown.length > 0 ? [`for ${shortList(unknown)} we could not tell`] : []),
  ]
  const alone = scope.length === 1 ? ' No other architecture or configuration was tested.' : ''
  return `${clauses.join('; ')}.${alone}`
}

function affectedClauses(parts: readonly Part[]): string[] {
  const names = new Map<string, string[]>()
  // What holds without a condition comes first.
  const sorted = [...parts.filter((part) => part.condition === ''), ...parts.filter((part) => part.condition !== '')]
  for (const { name, condition } of sorted) names.set(condition, [...(names.get(condition) ?? []), name])
  return [...names].map(([condition, group], at) => {
    const tail = condition === '' ? '' : `, ${condition}`
    return `${be(group)} ${at === 0 ? 'affected' : 'as well'}${tail}`
  })
}

function sparedClause(parts: readonly Part[]): string[] {
  const spared = parts.filter(({ isAffected }) => !isAffected).map(({ name }) => name)
  if (spared.length === 0) return []
  return [`${be(spared)} not${spared.length === parts.length ? ' affected' : ''}`]
}

const be = (names: readonly string[]): string => `${list(names)} ${names.length === 1 ? 'is' : 'are'}`

function partOf(
  { targets: [main, ...others] }: Bisection,
  texts: ConfigTexts,
  scope: readonly ScopeResult[],
  architecture: Architecture,
): Part | undefined {
  if (!main) return undefined
  const targetsWith = (result: ScopeResult['result']) =>
    [main, ...others].filter(
      (target) =>
        target.architecture === architecture &&
        scope.some((entry) => entry.target === target.name && entry.result === result),
    )
  const affected = targetsWith('affected')
  const spared = targetsWith('not affected')
  if (affected.length + spared.length === 0) return undefined
  const isAffected = affected.length > 0
  if (isAffected && spared.length > 0) {
    const names = (targets: readonly TargetSummary[]) => shortList(targets.map(({ name }) => name))
    const condition = conditionWords(affected, spared, texts) ?? `as ${names(affected)}, not as ${names(spared)}`
    return { name: architecture, isAffected, condition }
  }
  return {
    name: nameOf(architecture, [...affected, ...spared], main, texts),
    isAffected,
    condition: isAffected ? everywhere(affected) : '',
  }
}

/** The architecture, where it was tested as the main target is; else with what was different there. */
function nameOf(
  architecture: Architecture,
  tested: readonly TargetSummary[],
  main: TargetSummary,
  texts: ConfigTexts,
): string {
  const words = tested.map((target) => otherwiseWords(target, main, texts))
  if (words.includes('')) return architecture
  const [only, ...more] = [...new Set(words)]
  if (only !== undefined && more.length === 0) return `${architecture} ${only}`
  return `${architecture} (as ${shortList(tested.map(({ name }) => name))})`
}

function everywhere({ length }: readonly TargetSummary[]): string {
  if (length < 2) return ''
  return `in ${length === 2 ? 'both' : `all ${length}`} configurations that were tested`
}
