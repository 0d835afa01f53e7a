type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' | 'star' | 'stars' | 'directories' }

/**
 * Whether a path matches a pattern as a whole: `*` stands for anything within a directory, `**` for anything, two stars and a slash for directories or
 * none, `?` for one character that is no slash. All else stands for itself.
 */
export function matchesPath(pattern: string, path: string): boolean {
  return matches(tokensOf(pattern), path)
}

/** The same for names whose slashes mean nothing, such as those of branches: `*` stands for anything. */
export function matchesName(pattern: string, name: string): boolean {
  return matches(
    tokensOf(pattern).map((token) => (token.kind === 'char' ? token : { kind: 'stars' as const })),
    name,
  )
}

function tokensOf(pattern: string): Token[] {
  return (pattern.match(/\*\*\/|\*+|[\s\S]/gu) ?? []).map((piece): Token => {
    if (piece === '**/') return { kind: 'directories' }
    if (piece === '?') return { kind: 'any' }
    if (!piece.startsWith('*')) return { kind: 'char', char: piece }
    return { kind: piece.length > 1 ? 'stars' : 'star' }
  })
}

/** Follows all ways through the pattern at once, so that no pattern takes longer than its length times the text's. */
function matches(tokens: readonly Token[], text: string): boolean {
  let places = reachable(tokens, new Set([0]))
  let previous = ''
  for (const char of text) {
    const next = new Set<number>()
    for (const at of places) for (const place of after(tokens, at, char)) next.add(place)
    previous = char
    places = reachable(tokens, next, previous)
    if (places.size === 0) return false
  }
  return places.has(tokens.length)
}

/** Places where the pattern may be once `char` was read at `at`. */
function after(tokens: readonly Token[], at: number, char: string): number[] {
  const token = tokens[at]
  switch (token?.kind) {
    case 'char':
      return token.char === char ? [at + 1] : []
    case 'any':
      return char === '/' ? [] : [at + 1]
    case 'star':
      return char === '/' ? [] : [at]
    case 'stars':
    case 'directories':
      return [at]
    case undefined:
      return []
  }
}

/** With the places behind tokens that may stand for nothing; directories do at the beginning of a directory alone. */
function reachable(tokens: readonly Token[], places: ReadonlySet<number>, previous = '/'): Set<number> {
  const found = new Set(places)
  for (const at of found) {
    const kind = tokens[at]?.kind
    if (kind === 'star' || kind === 'stars' || (kind === 'directories' && previous === '/')) found.add(at + 1)
  }
  return found
}
