import type { Fragment } from './target.ts'

export interface DroppedSymbol {
  /** With its `CONFIG_`. */
  readonly symbol: string
  readonly wanted: string
  readonly got: string
  /** Name of the fragment that asked for it last. */
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

/** What the fragments asked for and the settled configuration does not have: unmet dependencies, unknown names. */
export function findDroppedSymbols(fragments: readonly Fragment[], settled: string): DroppedSymbol[] {
  const wishes = new Map<string, { wanted: string; fragment: string }>()
  for (const { name, content } of fragments) {
    for (const [symbol, wanted] of parseConfig(content)) wishes.set(symbol, { wanted, fragment: name })
  }
  const values = parseConfig(settled)
  return [...wishes].flatMap(([symbol, { wanted, fragment }]) => {
    const got = values.get(symbol) ?? 'n'
    return got === wanted ? [] : [{ symbol, wanted, got, fragment }]
  })
}
