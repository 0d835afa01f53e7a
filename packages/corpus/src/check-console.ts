import type { Booted } from './boot-entry.ts'
import type { Entry } from './entry.ts'

// What a passed guest says, whatever the test.
const passedLine = (nonce: string): string => `kbisect:${nonce}:exit:0`

/** Why a console is not what the entry is about, or undefined. It says nothing about how a reader would judge it. */
export function whyUnfit(entry: Entry, { console, nonce, ending }: Booted): string | undefined {
  const text = console.toString('latin1')
  const absent = entry.shows.find((pattern) => !pattern.test(text))
  if (absent) return `its console does not show ${absent}`
  const cameToEnd = text.includes(passedLine(nonce))
  const { expected, test } = entry
  if (expected.result === 'passed' && !cameToEnd && test.kind !== 'console') return `it did not pass, but ${ending}`
  if (expected.result === 'failed' && expected.stage !== 'end' && cameToEnd && test.kind !== 'console')
    return 'it passed, and was to fail'
  return undefined
}
