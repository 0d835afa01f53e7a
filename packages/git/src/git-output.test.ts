import { tmpdir } from 'node:os'
import { treePids } from '@kbisect/exec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gitOutput, readTexts } from './git-output.ts'
import { askingFor } from './git-slots.ts'

const alias = (script: string) => ({
  action: 'run a script',
  args: ['-c', `alias.script=!${script}`, 'script'],
  env: { HOME: tmpdir(), GIT_CONFIG_NOSYSTEM: '1' },
  cwd: tmpdir(),
})

async function all(output: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of output) text += chunk.toString()
  return text
}

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
  for (const [at, end] of edges.slice(1).entries()) yield bytes.subarray(edges[at], end)
}

test('texts are the same, however the output was cut', async () => {
  const texts = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')))
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(200)), async (expected, cuts) => {
      const bytes = Buffer.from(expected.map((text) => `${text}\0`).join(''))
      const seen: string[] = []
      for await (const batch of readTexts(pieces(bytes, cuts))) seen.push(...batch)
      expect(seen).toEqual(expected)
    }),
  )
})

test('a text that is cut off at the end is told all the same', async () => {
  const seen: string[] = []
  for await (const batch of readTexts(pieces(Buffer.from('a\0b'), [1]))) seen.push(...batch)
  expect(seen).toEqual(['a', 'b'])
})

test('a failure is told in the words of git after what was printed, unless its status is expected', async () => {
  const failing = alias("sh -c 'echo out; echo fatal: no such thing >&2; exit 3'")
  await expect(all(gitOutput(failing, 60))).rejects.toMatchObject({
    code: 'git-failed',
    message: 'cannot run a script: fatal: no such thing',
  })
  expect(await all(gitOutput(failing, 60, { expected: [0, 3] }))).toBe('out\n')
})

test('a failure says what git printed without what could steer a terminal, and without progress', async () => {
  const failing = alias(
    'sh -c \'printf "remote: \\033[31mred\\033]0;x\\007\\nReceiving objects: 10%% (1/10)\\rfatal: no\\n" >&2; exit 3\'',
  )
  await expect(all(gitOutput(failing, 60))).rejects.toMatchObject({
    message: 'cannot run a script: remote: \ufffd[31mred\ufffd]0;x\ufffd; fatal: no',
  })
})

test('a git that takes too long is killed', async () => {
  await expect(all(gitOutput(alias('sleep 600'), 0.2))).rejects.toMatchObject({ code: 'git-timeout' })
  expect(treePids(process.pid)).toEqual([process.pid])
})

test('a git whose reader has seen enough is stopped', async () => {
  for await (const chunk of gitOutput(alias("sh -c 'echo one; sleep 600'"), 600)) {
    expect(chunk.toString()).toBe('one\n')
    break
  }
  expect(treePids(process.pid)).toEqual([process.pid])
})

test('a git that reads for a client that has gone is killed', async () => {
  const gone = new AbortController()
  const output = askingFor(gone.signal, () => gitOutput(alias('echo begun; sleep 600'), 600))
  expect(String((await output.next()).value)).toBe('begun\n')
  gone.abort(new Error('gone'))
  await expect(output.next()).rejects.toThrow('gone')
})
