import { linesOf } from '@kbisect/text'

const SYMBOL = /^([A-Z0-9_a-z]{1,80})[ \t]{0,8}(?:=[ \t]{0,8}[ym])?$/
const BRACKETS = /\([^()]*\)/g

/**
 * Returns the symbols that must be set for an expression to hold, as far as it just lists them:
 * those of `A && B=y`. Of `A || B`, `!A` and what stands in brackets none is certain.
 */
function certainSymbols(expression: string): string[] {
  const plain = expression.replace(BRACKETS, '!')
  if (plain.includes('||')) return []
  return plain.split('&&').flatMap((term) => SYMBOL.exec(term.trim())?.[1] ?? [])
}

const BLOCK = /^[ \t]*(if|endif|menu|endmenu|choice|endchoice|config|menuconfig)\b[ \t]*([^#]*)/
const DEPENDS = /^[ \t]+depends on ([^#]+)/
const HELP = /^[ \t]+(?:---)?help(?:---)?[ \t]*$/

/**
 * Returns the symbols on which a symbol of a Kconfig file depends for certain: those of its own
 * `depends on` lines and of the `if` blocks and menus around it. What other files ask of this one
 * is not known here.
 */
export function dependenciesOf(kconfig: string, symbol: string): string[] {
  const open: { readonly kind: string; readonly symbols: string[] }[] = []
  const found = new Set<string>()
  // What a `depends on` line belongs to.
  let current: 'symbol' | 'other' | 'block' = 'other'
  for (const line of linesOf(kconfig.replace(/\\\r?\n/g, ' '))) {
    const [, word = '', rest = ''] = BLOCK.exec(line) ?? []
    const [, condition] = DEPENDS.exec(line) ?? []
    if (word === 'if' || word === 'menu' || word === 'choice') {
      open.push({ kind: word, symbols: word === 'if' ? certainSymbols(rest.trim()) : [] })
      current = 'block'
    } else if (word.startsWith('end')) {
      const at = open.findLastIndex(({ kind }) => kind === word.slice('end'.length))
      if (at >= 0) open.splice(at)
      current = 'other'
    } else if (word !== '') {
      current = rest.trim() === symbol ? 'symbol' : 'other'
      if (current === 'symbol') for (const one of open.flatMap(({ symbols }) => symbols)) found.add(one)
    } else if (HELP.test(line)) current = 'other'
    else if (condition !== undefined) {
      const symbols = certainSymbols(condition.trim())
      if (current === 'block') open.at(-1)?.symbols.push(...symbols)
      if (current === 'symbol') for (const one of symbols) found.add(one)
    }
  }
  return [...found]
}
