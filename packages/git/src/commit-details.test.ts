import { expect, test } from 'vitest'
import { readFiles } from './commit-details.ts'
import { TEXT_LIMITS } from './limits.ts'

async function* numstat(paths: readonly string[]): AsyncGenerator<Buffer> {
  yield Buffer.from(paths.map((path) => `1\t2\t${path}\0`).join(''))
}

test('the list of changed files names each with its lines', async () => {
  const file = { path: 'a b', added: 1, deleted: 2 }
  expect(await readFiles(numstat(['a b']))).toEqual({ files: [file], hasMoreFiles: false })
})

test('the list of changed files ends at a number of files and says that there are more', async () => {
  const paths = Array.from({ length: TEXT_LIMITS.listedFiles + 1 }, (_, at) => `f${at}`)
  const { files, hasMoreFiles } = await readFiles(numstat(paths))
  expect([files.length, hasMoreFiles]).toEqual([TEXT_LIMITS.listedFiles, true])
})

test('the list of changed files ends at a length of all paths, each of them cut', async () => {
  const { files, hasMoreFiles } = await readFiles(numstat(Array.from({ length: 2000 }, () => 'x'.repeat(5000))))
  expect(files[0]?.path).toBe(`${'x'.repeat(1023)}…`)
  expect([files.length, hasMoreFiles]).toEqual([1024, true])
})
