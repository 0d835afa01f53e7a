import type { Target } from '@kbisect/contracts'

/** One thing that can differ between two targets of an architecture. */
interface Setting {
  /** As it stands in a sentence: `CONFIG_CMA`, `CONFIG_NR_CPUS=8`, `cma=16M`, `clang`. */
  readonly words: string
  /** Undefined: off, and said to be so. */
  readonly value: string | undefined
}

/** Settings by what they set; what a target does not mention is not in it. */
export type Settings = ReadonlyMap<string, Setting>

const SET = /^(CONFIG_\w+)=(.*)$/
const UNSET = /^# (CONFIG_\w+) is not set$/
// A parameter may hold spaces in quotes.
const PARAMETER = /(?:[^\s"]|"[^"]*")+/g

/** What configuration files ask for, the last word on each symbol. */
function readConfig(contents: readonly string[]): Settings {
  const settings = new Map<string, Setting>()
  for (const line of contents.join('\n').split(/\r?\n/)) {
    const [, symbol, value] = SET.exec(line.trim()) ?? []
    if (symbol !== undefined && value !== undefined) {
      const words = value === 'y' || value === 'n' ? symbol : `${symbol}=${value}`
      settings.set(symbol, { words, value: value === 'n' ? undefined : value })
    }
    const [, off] = UNSET.exec(line.trim()) ?? []
    if (off !== undefined) settings.set(off, { words: off, value: undefined })
  }
  return settings
}

function readCommandLine(text: string): Settings {
  const settings = new Map<string, Setting>()
  for (const [words] of text.matchAll(PARAMETER)) {
    const name = `cmdline ${words.split('=', 1)[0]}`
    // Of some parameters there are several, such as console=.
    const before = settings.get(name)
    const all = before ? `${before.words} ${words}` : words
    settings.set(name, { words: all, value: all })
  }
  return settings
}

/**
 * All that a target sets: symbols of its configuration, parameters of the command line, the base it starts from, the toolchain.
 * @param compared also the symbols of a configuration file that it starts from, for targets that all start from one; what `defconfig` means,
 * only the source knows
 */
function settingsOf({ config, fragments, cmdline, toolchain }: Target, compared: boolean): Settings {
  const isFile = typeof config !== 'string'
  const files = isFile && compared ? [config, ...fragments] : fragments
  const base = isFile ? (compared ? 'a file' : `the configuration ${config.name}`) : config
  return new Map([
    ...readConfig(files.map(({ content }) => content)),
    ...readCommandLine(cmdline),
    ['base', { words: base, value: base }],
    ['toolchain', { words: toolchain, value: toolchain }],
  ])
}

/** What each of some targets sets, fit to be compared with the others. */
export function settingsOfAll(targets: readonly Target[]): Settings[] {
  const compared = targets.every(({ config }) => typeof config !== 'string')
  return targets.map((target) => settingsOf(target, compared))
}
