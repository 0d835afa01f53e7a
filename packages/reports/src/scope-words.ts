import type { Bisection, ScopeResult } from '@kbisect/contracts'
import { field, list, oneLine } from './layout.ts'

type Result = ScopeResult['result']

/** The targets that were checked, the main one first: a culprit was found on it, so it is affected. */
export function scopeOf(bisection: Bisection): ScopeResult[] {
  const scope = bisection.result?.scope ?? []
  if (!bisection.result?.culprit || scope.some((entry) => entry.target === bisection.target)) return scope
  return [{ target: bisection.target, result: 'affected', reason: 'the bisection ran on it' }, ...scope]
}

function be(names: readonly string[]): string {
  return `${list(names)} ${names.length === 1 ? 'is' : 'are'}`
}

/** One sentence, e.g. `arm and arm64 are affected; x86_64 is not.` */
export function scopeSentence(scope: readonly ScopeResult[]): string {
  const named = (result: Result) => scope.filter((entry) => entry.result === result).map((entry) => entry.target)
  const parts: string[] = []
  const affected = named('affected')
  const spared = named('not affected')
  const unknown = named('could not tell')
  if (affected.length > 0) parts.push(`${be(affected)} affected`)
  if (spared.length > 0) parts.push(`${be(spared)} not${affected.length > 0 ? '' : ' affected'}`)
  if (unknown.length > 0) parts.push(`for ${list(unknown)} we could not tell`)
  return parts.length === 0 ? '' : `${parts.join('; ')}.`
}

/** A line for each target with the reason. */
export function scopeLines(scope: readonly ScopeResult[]): string[] {
  const column = Math.min(30, Math.max(13, ...scope.map((entry) => entry.target.length + 2)))
  return scope.map((entry) => {
    const reason = oneLine(entry.reason)
    return field(entry.target, reason === '' ? entry.result : `${entry.result} (${reason})`, column)
  })
}
