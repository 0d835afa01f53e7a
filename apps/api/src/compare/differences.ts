import type { BisectionComparison } from '@kbisect/contracts'

type Difference = BisectionComparison['differences'][number]

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The fields in which two values differ, by their paths; lists are compared item by item, and as
 * whole where one is empty.
 */
export function differencesOf(first: unknown, second: unknown, field = ''): Difference[] {
  if (Array.isArray(first) && Array.isArray(second) && first.length > 0 && second.length > 0) {
    const length = Math.max(first.length, second.length)
    return Array.from({ length }, (_, at) => differencesOf(first[at], second[at], `${field}[${at}]`)).flat()
  }
  if (isObject(first) && isObject(second)) {
    const names = [...new Set([...Object.keys(first), ...Object.keys(second)])]
    const pathOf = (name: string) => (field === '' ? name : `${field}.${name}`)
    return names.flatMap((name) => differencesOf(first[name], second[name], pathOf(name)))
  }
  if (JSON.stringify(first ?? null) === JSON.stringify(second ?? null)) return []
  return [{ field, first: first ?? null, second: second ?? null }]
}
