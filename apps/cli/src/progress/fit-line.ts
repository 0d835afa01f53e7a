/** A line cut to the width of the screen, so that it takes one row and can be painted over. */
export function fitLine(line: string, columns: number): string {
  const characters = [...line]
  return characters.length <= columns ? line : `${characters.slice(0, Math.max(0, columns - 1)).join('')}…`
}
