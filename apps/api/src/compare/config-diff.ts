import type { ConfigDifference } from '@kbisect/contracts'

const SET = /^CONFIG_([A-Za-z0-9_]+)=(.*)$/
const NOT_SET = /^# CONFIG_([A-Za-z0-9_]+) is not set$/

/**
 * The options of a .config or of a fragment; of one that is named twice the last value counts, as
 * for kbuild.
 */
function optionsOf(text: string): Map<string, string> {
  const options = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, set, value = ''] = SET.exec(line.trim()) ?? []
    const unset = NOT_SET.exec(line.trim())?.[1]
    if (set !== undefined) options.set(set, value)
    else if (unset !== undefined) options.set(unset, 'n')
  }
  return options
}

/**
 * What differs between two kernel configurations, by the names of the options. As the kernel's
 * scripts/diffconfig tells it.
 */
export function diffConfigs(from: string, to: string): ConfigDifference[] {
  const [before, after] = [optionsOf(from), optionsOf(to)]
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name))
  return names
    .sort((a, b) => (a < b ? -1 : 1))
    .map((option) => ({ option, from: before.get(option) ?? null, to: after.get(option) ?? null }))
}
