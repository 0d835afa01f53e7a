import type { TargetSummary } from '@kbisect/contracts'
import { list } from '../text-format.ts'
import { type ConfigTexts, type Settings, settingsOfAll } from './target-settings.ts'

// More than this is no explanation, and nobody reads it in a sentence.
const MOST_NAMED = 3

/** Whether two targets set a thing alike; one that does not mention it leaves it to the base. */
const isAlike = (a: Settings, b: Settings, key: string): boolean =>
  a.has(key) === b.has(key) && a.get(key)?.value === b.get(key)?.value

const differences = (a: Settings, b: Settings): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((key) => !isAlike(a, b, key))

/**
 * In which settings the affected targets of an architecture, which agree in them, differ from those
 * that are spared, in words: `with CONFIG_DMA_CMA only`, `without CONFIG_A only`,
 * `with CONFIG_A and clang only`. Where a spared target differs in less than another one, the less
 * is what tells. Undefined when settings explain nothing, or too much to be read.
 */
export function conditionWords(
  affected: readonly TargetSummary[],
  spared: readonly TargetSummary[],
  texts: ConfigTexts,
): string | undefined {
  const settings = settingsOfAll([...affected, ...spared], texts)
  if (!settings) return undefined
  const [first, ...others] = settings.slice(0, affected.length)
  if (!first || spared.length === 0) return undefined
  const isAgreed = (key: string) => others.every((other) => isAlike(first, other, key))
  const told = settings
    .slice(affected.length)
    .map((other) => ({ other, keys: new Set(differences(first, other).filter(isAgreed)) }))
  const isLess = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
    a.size < b.size && [...a].every((key) => b.has(key))
  const least = told.filter(({ keys }) => !told.some((one) => isLess(one.keys, keys)))
  const named = new Map(least.flatMap(({ other, keys }) => [...keys].map((key) => [key, other] as const)))
  if (named.size === 0 || named.size > MOST_NAMED) return undefined
  return `${settingWords(first, named)} only`
}

/**
 * What a target has otherwise than one of another architecture: `without CONFIG_CMA`, empty when
 * they are alike. Undefined when it is too much to be read.
 */
export function otherwiseWords(target: TargetSummary, than: TargetSummary, texts: ConfigTexts): string | undefined {
  const settings = settingsOfAll([target, than], texts)
  if (!settings) return undefined
  const [own, other] = settings
  if (!own || !other) return ''
  // A parameter more may be what an architecture needs to be comparable; one less is a difference.
  const keys = differences(own, other).filter((key) => key.startsWith('CONFIG_') || other.has(key))
  if (keys.length > MOST_NAMED) return undefined
  return settingWords(own, new Map(keys.map((key) => [key, other])))
}

/** `with A and B and without C`: what a target has, and what it lacks, against others. */
function settingWords(own: Settings, others: ReadonlyMap<string, Settings>): string {
  const [has, lacks]: [string[], string[]] = [[], []]
  for (const [key, other] of others) {
    const [mine, theirs] = [own.get(key), other.get(key)]
    if (mine?.value !== undefined) has.push(mine.value === 'y' && theirs?.value !== undefined ? `${key}=y` : mine.words)
    // What only the others mention, and switch off, it has by its base; and the other way round.
    else if (mine === undefined && theirs?.value === undefined) has.push(theirs?.words ?? key)
    else lacks.push(theirs?.words ?? mine?.words ?? key)
  }
  const parts = [has.length > 0 ? `with ${list(has)}` : '', lacks.length > 0 ? `without ${list(lacks)}` : '']
  return parts.filter((part) => part !== '').join(' and ')
}
