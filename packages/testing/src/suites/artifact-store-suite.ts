import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArtifactStore } from '@kbisect/bisection'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

export interface ArtifactsUnderTest {
  readonly artifacts: ArtifactStore
  /** Gives the place a name, which `storeId` then answers, and returns it. */
  nameIt(): Promise<string>
}

/**
 * Declares what every artifact store does.
 * @param open makes an empty one that has no name yet
 */
export function describeArtifactStore(name: string, open: () => Promise<ArtifactsUnderTest>): void {
  describe(`an artifact store (${name})`, () => {
    let directory: string
    let under: ArtifactsUnderTest
    let artifacts: ArtifactStore

    beforeEach(async () => {
      directory = mkdtempSync(join(tmpdir(), 'kbisect-suite-'))
      under = await open()
      artifacts = under.artifacts
    })
    afterEach(() => rmSync(directory, { recursive: true }))

    const file = (content: string, as = 'console.log'): string => {
      writeFileSync(join(directory, as), content)
      return join(directory, as)
    }
    const digestOf = (content: string) => createHash('sha256').update(content).digest('hex')
    const read = (digest: string) => artifacts.withFile(digest, async (path) => readFileSync(path, 'utf8'))

    test.each(['the console\n', '', 'Öl\0\u{1f427}'])('stores %j under its sha-256', async (content) => {
      const stored = await artifacts.putFile('log', file(content))
      expect(stored).toEqual({ name: 'log', digest: digestOf(content), bytes: Buffer.byteLength(content) })
      expect(await read(stored.digest)).toBe(content)
      expect(await artifacts.readText(stored.digest)).toBe(content)
    })

    test('names equal bytes alike, whatever file they come from', async () => {
      const one = await artifacts.putFile('log', file('same', 'one'))
      const two = await artifacts.putFile('console', file('same', 'two'))
      expect(two).toEqual({ ...one, name: 'console' })
    })

    test('keeps what was stored when the file changes or goes', async () => {
      const path = file('before')
      const { digest } = await artifacts.putFile('log', path)
      writeFileSync(path, 'after')
      expect([await read(digest), await artifacts.readText(digest)]).toEqual(['before', 'before'])
      rmSync(path)
      expect(await read(digest)).toBe('before')
    })

    test.each([
      ['of other bytes', '0'.repeat(64)],
      ['that is a path', '../../../etc/passwd'],
      ['that is empty', ''],
    ])('refuses a digest %s, with a hint', async (_, digest) => {
      const unknown = { name: 'InfrastructureError', code: 'artifact-unknown', hint: expect.any(String) }
      await expect(read(digest)).rejects.toMatchObject(unknown)
      await expect(artifacts.readText(digest)).rejects.toMatchObject(unknown)
    })

    test('returns what the user of a file returns, and rethrows its errors unchanged', async () => {
      const { digest } = await artifacts.putFile('log', file('text'))
      expect(await artifacts.withFile(digest, async () => 42)).toBe(42)
      const mine = Object.assign(new Error('mine'), { code: 'ENOENT' })
      await expect(artifacts.withFile(digest, () => Promise.reject(mine))).rejects.toBe(mine)
    })

    test('has a name once it was given one', async () => {
      expect(await artifacts.storeId()).toBeUndefined()
      const id = await under.nameIt()
      expect([await artifacts.storeId(), await artifacts.storeId()]).toEqual([id, id])
    })
  })
}
