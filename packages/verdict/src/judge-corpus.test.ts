import { describe, expect, test } from 'vitest'
import { readCorpusEntry } from './corpus-entry.ts'
import { judgeCorpus, mistakes, readEntry } from './judge-corpus.ts'

interface Header {
  readonly [key: string]: string
}

const PANIC =
  '[    0.000000] Linux version 6.1.0\r\n[    1.000000] Kernel panic - not syncing: no clock\r\n[    1.000000]  f+0x10/0x20\r\n'
const HEADER = {
  made: 'by hand',
  test: 'boot',
  nonce: 'n0nce-1234',
  ending: 'exited',
  result: 'failed',
  stage: 'kernel',
}
const FAILED = { ...HEADER, kind: 'oops', function: 'f', group: 'clock' }

const file = (header: Header, console: string) =>
  `${Object.entries(header)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')}\n${console}`
const entry = (header: Header, console = PANIC) => readCorpusEntry(file(header, console))

describe('a log of the corpus', () => {
  test('is a header and the bytes of a console', () => {
    const read = entry({ ...FAILED, place: 'mm/cma.c', warnings: 'warning:g,oom:-' }, '\n\n: words\n')
    expect(read).toMatchObject({
      test: { kind: 'boot' },
      nonce: 'n0nce-1234',
      ending: 'exited',
      expected: {
        result: 'failed',
        kind: 'oops',
        function: 'f',
        place: 'mm/cma.c',
        warnings: ['warning:g', 'oom:-'],
      },
    })
    expect(new TextDecoder().decode(read.console)).toBe('\n\n: words\n')
  })

  test('says that no function is to blame with a hyphen', () => {
    expect(entry({ ...FAILED, function: '-' }).expected).not.toHaveProperty('function')
  })

  test('may be of a test of the console', () => {
    expect(entry({ ...FAILED, test: 'console absent /a / b/' }).test).toEqual({
      kind: 'console',
      expect: 'absent',
      pattern: 'a / b',
    })
  })

  test.each([
    ['no empty line', 'made: by hand\n'],
    ['header has no nonce', file({ test: 'boot', result: 'passed', stage: 'end' }, '')],
    ['no line of a header', 'words\n\n'],
    ['is none of boot', file({ ...HEADER, test: 'smoke' }, '')],
  ])('with a mistake is refused: %s', (words, text) => {
    expect(() => readCorpusEntry(text)).toThrow(words)
  })
})

describe('the judge', () => {
  test('finds nothing wrong where all is as expected', () => {
    const right = entry(FAILED)
    expect(mistakes(right, readEntry(right))).toEqual({})
  })

  test.each([
    ['kind', { kind: 'bug' }],
    ['function', { function: 'g' }],
    ['place', { place: 'mm/cma.c' }],
    ['stage', { stage: 'userspace' }],
    ['warnings', { warnings: 'warning:g' }],
  ])('finds a wrong %s', (aspect, change) => {
    const wrong = entry({ ...FAILED, ...change })
    expect(Object.keys(mistakes(wrong, readEntry(wrong)))).toEqual([aspect])
    const { results, kinds, functions, signatures } = judgeCorpus([{ name: 'wrong', entry: wrong }])
    expect(results).toEqual({ right: 1, of: 1, wrong: [] })
    expect(kinds.right).toBe(aspect === 'kind' ? 0 : 1)
    expect(functions.right).toBe(aspect === 'function' ? 0 : 1)
    expect(signatures.right).toBe(['kind', 'function', 'place'].includes(aspect) ? 0 : 1)
  })

  test('finds a wrong result', () => {
    const { results } = judgeCorpus([{ name: 'x', entry: entry({ ...HEADER, result: 'passed', stage: 'kernel' }) }])
    expect(results.wrong).toEqual(['x: result passed expected, failed read'])
  })

  test('finds failures that are taken for one, and one that is taken for two', () => {
    const other = entry({ ...FAILED, function: 'g' }, PANIC.replace('f+', 'g+'))
    const all = [
      { name: 'a', entry: entry(FAILED) },
      { name: 'b', entry: entry({ ...FAILED, group: 'memory' }) },
      { name: 'c', entry: other },
    ]
    const { merges, splits } = judgeCorpus(all)
    expect(merges).toMatchObject({ right: 1, of: 2, wrong: [expect.stringMatching(/^a .* and b /)] })
    expect(splits).toMatchObject({ right: 0, of: 1, wrong: [expect.stringMatching(/^a .* and c /)] })
  })

  test('does not mind whether the warning that names a hang is listed', () => {
    const warning = '[    1.000000] WARNING: CPU: 0 PID: 1 at mm/cma.c:12 f+0x10/0x20\r\n'
    for (const warnings of ['warning:f', '']) {
      const hung = entry({ ...FAILED, ending: 'hung', kind: 'warning', ...(warnings ? { warnings } : {}) }, warning)
      expect(mistakes(hung, readEntry(hung))).toEqual({})
    }
  })
})
