import { type ConfigFileSummary, configFilesOf, type Guest, guestParts, type TargetSummary } from '@kbisect/contracts'

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

/** Texts of configuration files by their digests. */
export type ConfigTexts = ReadonlyMap<string, string>

/** What a configuration file asks for, the last word on each symbol. */
function readConfig(text: string): Settings {
  const settings = new Map<string, Setting>()
  for (const line of text.split(/\r?\n/)) {
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

function readGuest(parts: Guest = {}): (readonly [name: string, setting: Setting])[] {
  return (Object.keys(parts) as (keyof Guest)[]).flatMap((name) => {
    const words = guestParts({ [name]: parts[name] }).join(', ')
    return words === '' ? [] : [[`guest ${name}`, { words, value: words }] as const]
  })
}

/**
 * All that a target sets: symbols of its configuration, parameters of the command line, the guest,
 * the base it starts from, the toolchain.
 * @param compared also the symbols of a configuration file that it starts from, for targets that
 * all start from one; what `defconfig` means, only the source knows
 */
function settingsOf(
  { config, fragments, cmdline, toolchain, guest }: TargetSummary,
  compared: boolean,
  read: (digest: string) => Settings,
): Settings {
  const isFile = typeof config !== 'string'
  const files = isFile && compared ? [config, ...fragments] : fragments
  const base = isFile ? (compared ? 'a file' : `the configuration ${config.name}`) : config
  return new Map([
    ...files.flatMap(({ digest }) => [...read(digest)]),
    ...readCommandLine(cmdline),
    ...readGuest(guest),
    ['base', { words: base, value: base }],
    ['toolchain', { words: toolchain, value: toolchain }],
  ])
}

// Reading more than this takes longer than an answer should, and what differs in so much would not
// be read.
const MOST_BYTES = 1 << 20

/** Files of targets, each once. */
const filesOf = (targets: readonly TargetSummary[]) => {
  const files = targets.flatMap((target) => configFilesOf<ConfigFileSummary>(target))
  return [...new Map(files.map((file) => [file.digest, file])).values()]
}

/** Digests of the texts that are needed to compare targets; none where that is too much. */
export function comparedFiles(targets: readonly TargetSummary[]): string[] {
  const files = filesOf(targets)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return bytes > MOST_BYTES ? [] : files.map(({ digest }) => digest)
}

/**
 * What each of some targets sets, fit to be compared with the others; undefined where a text that
 * it takes is not there.
 */
export function settingsOfAll(targets: readonly TargetSummary[], texts: ConfigTexts): Settings[] | undefined {
  if (filesOf(targets).some(({ digest }) => !texts.has(digest))) return undefined
  const compared = targets.every(({ config }) => typeof config !== 'string')
  const known = new Map<string, Settings>()
  const read = (digest: string): Settings => {
    const settings = known.get(digest) ?? readConfig(texts.get(digest) ?? '')
    known.set(digest, settings)
    return settings
  }
  return targets.map((target) => settingsOf(target, compared, read))
}
