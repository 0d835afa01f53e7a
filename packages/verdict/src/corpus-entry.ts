import type { BootEnding, FailureKind, Stage, TestExpectation } from './terms.ts'

/** What somebody who knows what was broken expects to be read in a console. */
export interface CorpusExpectation {
  readonly result: 'passed' | 'failed' | 'skipped'
  readonly stage: Stage
  readonly kind?: FailureKind
  /** Absent where no function is to blame. */
  readonly function?: string
  /** Source file, without a line. */
  readonly place?: string
  /** `kind:function`, or `kind:-` where no function is to blame. */
  readonly warnings: readonly string[]
  /** The failure's name: consoles of one group show one failure. */
  readonly group?: string
}

/** A console with a known answer. */
export interface CorpusEntry {
  readonly test: TestExpectation
  readonly nonce: string
  readonly ending: BootEnding
  readonly expected: CorpusExpectation
  readonly console: Uint8Array
}

const LINE_FEED = 10

/** Where the empty line is that ends the header. */
function headerEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at + 1] === LINE_FEED) return at
  }
  throw new SyntaxError('no empty line ends the header')
}

function readTest(words: string): TestExpectation {
  if (words === 'boot' || words === 'script') return { kind: words }
  const [, expect, pattern] = /^console (present|absent) \/(.*)\/$/.exec(words) ?? []
  if (pattern === undefined)
    throw new SyntaxError(`test: "${words}" is none of boot, script, console present|absent /re/`)
  return { kind: 'console', pattern, expect: expect as 'present' | 'absent' }
}

/** The value of a key, unless it is missing or says `-`, nothing. */
const present = <T extends string>(value: string | undefined): T | undefined =>
  value === undefined || value === '-' ? undefined : (value as T)

function readExpectation(values: ReadonlyMap<string, string>, required: (key: string) => string): CorpusExpectation {
  const [kind, name] = [present<FailureKind>(values.get('kind')), present(values.get('function'))]
  const [place, group] = [present(values.get('place')), present(values.get('group'))]
  return {
    result: required('result') as CorpusExpectation['result'],
    stage: required('stage') as Stage,
    ...(kind ? { kind } : {}),
    ...(name ? { function: name } : {}),
    ...(place ? { place } : {}),
    warnings: (values.get('warnings') ?? '').split(',').filter(Boolean),
    ...(group ? { group } : {}),
  }
}

/**
 * Reads a log of the corpus: lines `key: value`, one empty line, the console's bytes.
 * @throws SyntaxError with what is wrong in the header
 */
export function readCorpusEntry(file: Uint8Array | string): CorpusEntry {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  const end = headerEnd(bytes)
  const lines = new TextDecoder().decode(bytes.subarray(0, end)).split('\n')
  const values = new Map(
    lines.map((line) => {
      const [, key, value] = /^([a-z]+): (.*)$/.exec(line) ?? []
      if (key === undefined || value === undefined) throw new SyntaxError(`no line of a header: "${line}"`)
      return [key, value] as const
    }),
  )
  const required = (key: string): string => {
    const value = values.get(key)
    if (value === undefined) throw new SyntaxError(`the header has no ${key}`)
    return value
  }
  return {
    test: readTest(required('test')),
    nonce: required('nonce'),
    ending: required('ending') as BootEnding,
    expected: readExpectation(values, required),
    console: bytes.subarray(end + 2),
  }
}
