import {
  type AffectedTarget,
  type Architecture,
  architectures,
  type Bisection,
  type TargetSummary,
  targetWords,
} from '@kbisect/contracts'
import { shortList } from '../text-format.ts'
import { conditionWords, otherwiseWords } from './setting-differences.ts'
import { type ConfigTexts, comparedFiles } from './target-settings.ts'

/**
 * The targets that were checked, the main one first: a culprit was found on it, so it is affected.
 */
export function affectedTargetsOf(bisection: Bisection): AffectedTarget[] {
  const { affectedTargets = [], outcome } = bisection.result ?? {}
  if (outcome !== 'culprit') return []
  if (affectedTargets.some((entry) => entry.target === bisection.target)) return affectedTargets
  return [{ target: bisection.target, result: 'affected', reason: 'the bisection ran on it' }, ...affectedTargets]
}

/**
 * Digests of the configuration files that {@link affectedTargetsSentence} reads; none where there
 * is nothing to compare.
 */
export const affectedTargetFiles = (bisection: Bisection): string[] =>
  affectedTargetsOf(bisection).length > 1 ? comparedFiles(bisection.targets) : []

/** What was found for an architecture. */
interface Part {
  /**
   * `arm`; `x86_64 without CONFIG_CMA` where it was tested in no other way; targets by name where
   * that cannot be said.
   */
  readonly names: readonly string[]
  readonly isAffected: boolean
  /** What follows: `with CONFIG_DMA_CMA only`; empty when it is all. */
  readonly condition: string
}

/**
 * Who is affected, in a sentence or two by architecture:
 * `arm and arm64 are affected, with CONFIG_DMA_CMA only; x86_64 is not.` The condition is what the
 * configurations, command lines and toolchains of affected and unaffected targets of an
 * architecture differ in. No more is said than was tested.
 */
export function affectedTargetsSentence(bisection: Bisection, texts: ConfigTexts): string {
  const affectedTargets = affectedTargetsOf(bisection)
  if (affectedTargets.length === 0) return ''
  const parts = architectures.flatMap((architecture) => partsOf(bisection, texts, affectedTargets, architecture))
  const nameOf = (name: string) => targetWords(bisection.targets.find((target) => target.name === name) ?? { name })
  const unknown = affectedTargets
    .filter(({ result }) => result === 'could not tell')
    .map(({ target }) => nameOf(target))
  const clauses = [
    ...affectedClauses(parts.filter(({ isAffected }) => isAffected)),
    ...sparedClause(parts),
    ...(unknown.length > 0 ? [`for ${shortList(unknown)} we could not tell`] : []),
  ]
  const alone = affectedTargets.length === 1 ? ' No other architecture or configuration was tested.' : ''
  return `${clauses.join('; ')}.${alone}`
}

function affectedClauses(parts: readonly Part[]): string[] {
  const names = new Map<string, string[]>()
  // What holds without a condition comes first.
  const sorted = [...parts.filter((part) => part.condition === ''), ...parts.filter((part) => part.condition !== '')]
  for (const part of sorted) names.set(part.condition, [...(names.get(part.condition) ?? []), ...part.names])
  return [...names].map(([condition, group], at) => {
    const tail = condition === '' ? '' : `, ${condition}`
    return `${be(group)} ${at === 0 ? 'affected' : 'as well'}${tail}`
  })
}

function sparedClause(parts: readonly Part[]): string[] {
  const spared = parts.filter(({ isAffected }) => !isAffected).flatMap(({ names }) => names)
  if (spared.length === 0) return []
  return [`${be(spared)} not${parts.some(({ isAffected }) => isAffected) ? '' : ' affected'}`]
}

const be = (names: readonly string[]): string => `${shortList(names)} ${names.length === 1 ? 'is' : 'are'}`

function partsOf(
  { targets: [main, ...others] }: Bisection,
  texts: ConfigTexts,
  affectedTargets: readonly AffectedTarget[],
  architecture: Architecture,
): Part[] {
  if (!main) return []
  const targetsWith = (result: AffectedTarget['result']) =>
    [main, ...others].filter(
      (target) => target.architecture === architecture && resultOf(affectedTargets, target) === result,
    )
  const affected = targetsWith('affected')
  const spared = targetsWith('not affected')
  if (affected.length + spared.length === 0) return []
  const isAffected = affected.length > 0
  if (isAffected && spared.length > 0) {
    const condition = conditionWords(affected, spared, texts)
    if (condition !== undefined) return [{ names: [architecture], isAffected, condition }]
    return [
      { names: affected.map(targetWords), isAffected: true, condition: '' },
      { names: spared.map(targetWords), isAffected: false, condition: '' },
    ]
  }
  const names = namesOf(architecture, [...affected, ...spared], main, texts)
  // Several that are named need no number.
  return [{ names, isAffected, condition: isAffected && names.length === 1 ? everywhere(affected) : '' }]
}

const resultOf = (
  affectedTargets: readonly AffectedTarget[],
  { name }: TargetSummary,
): AffectedTarget['result'] | undefined => affectedTargets.find((entry) => entry.target === name)?.result

/**
 * The architecture, where it was tested as the main target is; else with what was different there,
 * or the targets' names.
 */
function namesOf(
  architecture: Architecture,
  tested: readonly TargetSummary[],
  main: TargetSummary,
  texts: ConfigTexts,
): readonly string[] {
  const words = tested.map((target) => otherwiseWords(target, main, texts))
  if (words.includes('')) return [architecture]
  const [only, ...more] = [...new Set(words)]
  if (only !== undefined && more.length === 0) return [`${architecture} ${only}`]
  return tested.map(targetWords)
}

function everywhere({ length }: readonly TargetSummary[]): string {
  if (length < 2) return ''
  return `in ${length === 2 ? 'both' : `all ${length}`} configurations that were tested`
}
