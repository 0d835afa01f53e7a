import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCorpus } from './read-corpus.ts'

const HEADER = 'made: by hand\ntest: boot\nnonce: abcdefgh\nending: exited\nresult: passed\nstage: end\n'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-corpus-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('logs are found at any depth, in the order of their paths; other files are none', async () => {
  mkdirSync(join(directory, 'arm/small'), { recursive: true })
  writeFileSync(join(directory, 'arm/small/b.log'), `${HEADER}\nsecond`)
  writeFileSync(join(directory, 'a.log'), `${HEADER}\nfirst`)
  writeFileSync(join(directory, 'README.md'), 'no log')
  const corpus = await readCorpus(directory)
  expect(corpus.map(({ name }) => name)).toEqual(['a.log', 'arm/small/b.log'])
  expect(corpus.map(({ entry }) => new TextDecoder().decode(entry.console))).toEqual(['first', 'second'])
})

test('a header that cannot be read is told with the name of its log', async () => {
  writeFileSync(join(directory, 'torn.log'), 'made: by hand\n')
  await expect(readCorpus(directory)).rejects.toThrow('torn.log')
})

test('a directory without logs is no corpus', async () => {
  await expect(readCorpus(directory)).rejects.toThrow(`there are no logs in ${directory}`)
})
