/**
 * Returns the number that was typed; undefined where nothing was. What is no number is returned as
 * it is typed, so that the API's answer names it.
 */
export function typedNumber(typed: string): number | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  const value = Number(text)
  return Number.isNaN(value) ? (text as unknown as number) : value
}
