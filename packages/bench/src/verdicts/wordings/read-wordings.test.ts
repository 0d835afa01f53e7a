import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readAllWordings } from './read-wordings.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-wordings-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('the wordings of all text files are read in the order of the files', async () => {
  writeFileSync(join(directory, 'b.txt'), '=== second | arm 5.10 | panic | g\n@panic g | no clock\n')
  writeFileSync(join(directory, 'a.txt'), '=== first | arm 5.10, riscv 6.6 | oops | f\n@null f g\n')
  writeFileSync(join(directory, 'README.md'), '=== NAME | MACHINES | KIND | FUNCTION')
  const names = (await readAllWordings(directory)).map(({ name }) => name)
  expect(names).toEqual(['first (arm 5.10, console)', 'first (riscv 6.6, console)', 'second (arm 5.10, console)'])
})

test('an entry that cannot be read is told with the name of its file', async () => {
  writeFileSync(join(directory, 'torn.txt'), '=== torn | arm 5.10\n')
  await expect(readAllWordings(directory)).rejects.toThrow('torn.txt: torn | arm 5.10')
})

test('a directory without text files holds no wordings', async () => {
  await expect(readAllWordings(directory)).rejects.toThrow(`there are no wordings in ${directory}`)
})
