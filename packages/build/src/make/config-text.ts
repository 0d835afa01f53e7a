export interface Fragment {
  readonly name: string
  /** Lines `CONFIG_X=y` or `# CONFIG_X is not set`. */
  readonly content: string
}

export interface DroppedSymbol {
  /** With its `CONFIG_`. */
  readonly symbol: string
  readonly wanted: string
  readonly got: string
  /** Name of the fragment, or of the base configuration, that asked for it last. */
  readonly fragment: string
}

const SET = /^(CONFIG_[A-Za-z0-9_]+)=(.*)$/
const UNSET = /^# (CONFIG_[A-Za-z0-9_]+) is not set$/

/** The symbols that a configuration or fragment settles. `n` stands for "is not set". */
export function parseConfig(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, value] = SET.exec(line.trim()) ?? []
    const unset = UNSET.exec(line.trim())?.[1]
    if (name !== undefined && value !== undefined) values.set(name, value)
    else if (unset !== undefined) values.set(unset, 'n')
  }
  return values
}

// What kbuild finds out about compilers, and what architectures select, stands in a whole
// configuration too; nobody asked for it, and it is another with each toolchain and version.
const NOT_ASKED_FOR =
  /^CONFIG_(?:(?:CC|GCC|CLANG|LD|LLD|AS|RUSTC|PAHOLE|BINDGEN|TOOLS)_|(?:ARCH_)?(?:HAVE|HAS|SUPPORTS|WANTS?|USES?)_|ARCH_\w+_(?:HAVE|HAS|SUPPORTS)_)/

/** The symbols that a base configuration asks for. */
export function askedByBase({ name, content }: Fragment): Fragment {
  const lines = content.split('\n').filter((line) => {
    const [symbol] = parseConfig(line).keys()
    return symbol !== undefined && !NOT_ASKED_FOR.test(symbol)
  })
  return { name, content: lines.join('\n') }
}

/**
 * What was asked for and the settled configuration does not have: unmet dependencies, unknown
 * names, other values. Of several that ask for a symbol the last counts.
 */
export function findDroppedSymbols(asking: readonly Fragment[], settled: string): DroppedSymbol[] {
  const wishes = new Map<string, { wanted: string; fragment: string }>()
  for (const { name, content } of asking) {
    for (const [symbol, wanted] of parseConfig(content)) wishes.set(symbol, { wanted, fragment: name })
  }
  const values = parseConfig(settled)
  return [...wishes].flatMap(([symbol, { wanted, fragment }]) => {
    const got = values.get(symbol) ?? 'n'
    return got === wanted ? [] : [{ symbol, wanted, got, fragment }]
  })
}
