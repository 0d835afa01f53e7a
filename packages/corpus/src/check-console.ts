import type { Booted } from './boot-entry.ts'
import type { Entry } from './entry.ts'

// What a passed guest says, whatever the test.
const passedLine = (nonce: string): string => `kbisect:${nonce}:exit:0`

/** The functions that a reader is to name. */
function namedFunctions({ expected }: Entry): string[] {
  const warnings = (expected.warnings ?? []).flatMap((one) => one.function ?? [])
  return expected.result === 'failed' && expected.function ? [expected.function, ...warnings] : warnings
}

// A compiler may have put a function into its caller, or a trace may not reach it: then no reader
// can name it.
const shows = (text: string, name: string): boolean => new RegExp(String.raw`\b${name}\b`).test(text)

/**
 * Why a console is not what the entry is about, or undefined. It says nothing about how a reader
 * would judge it.
 */
export function whyUnfit(entry: Entry, { console, nonce, ending }: Booted): string | undefined {
  const text = console.toString('latin1')
  const absent = entry.shows.find((pattern) => !pattern.test(text))
  if (absent) return `its console does not show ${absent}`
  const unnamed = namedFunctions(entry).find((name) => !shows(text, name))
  if (unnamed !== undefined) return `its console does not name ${unnamed}`
  const cameToEnd = text.includes(passedLine(nonce))
  const { expected, test } = entry
  if (test.kind === 'console') return undefined
  if (expected.result === 'passed' && !cameToEnd) return `it did not pass, but ${ending}`
  if (expected.result === 'failed' && expected.stage !== 'end' && cameToEnd) return 'it passed, and was to fail'
  return undefined
}
