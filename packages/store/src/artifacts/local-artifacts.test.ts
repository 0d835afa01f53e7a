import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describeArtifactStore } from '@kbisect/testing/suites'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Artifacts } from './artifacts.ts'
import { openArtifacts } from './local-artifacts.ts'

const CONSOLE = 'the console\n'
const DIGEST = '00d374af04f20736817b3bd052b097f4821f406c17f4812d12d5d01488298f75'

let directory: string
let place: string
let incoming: string
let artifacts: Artifacts

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-artifacts-'))
  place = join(directory, 'store', DIGEST.slice(0, 2), DIGEST.slice(2))
  incoming = join(directory, 'store', 'incoming')
  artifacts = await openArtifacts(join(directory, 'store'))
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

function file(content: string, name = 'console.log'): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

const read = (digest: string) => artifacts.withFile(digest, async (path) => readFileSync(path, 'utf8'))

let count = 0
describeArtifactStore('a directory', async () => {
  const own = await openArtifacts(join(directory, `of the suite ${++count}`))
  return { artifacts: own, nameIt: () => own.makeStoreId() }
})

describe('an artifact', () => {
  test('is stored under the sha-256 of its bytes, and read by it', async () => {
    expect(await artifacts.putFile('log', file(CONSOLE))).toEqual({ name: 'log', digest: DIGEST, bytes: 12 })
    expect(readFileSync(place, 'utf8')).toBe(CONSOLE)
    expect(await read(DIGEST)).toBe(CONSOLE)
    expect(await artifacts.has(DIGEST)).toBe(true)
    expect(await artifacts.size(DIGEST)).toBe(12)
  })

  test('stays as it was when the file that it came from changes', async () => {
    const path = file(CONSOLE)
    await artifacts.putFile('log', path)
    writeFileSync(path, 'rewritten\n')
    expect(await read(DIGEST)).toBe(CONSOLE)
  })

  test('may be empty', async () => {
    const { digest, bytes } = await artifacts.putFile('log', file(''))
    expect(bytes).toBe(0)
    expect(await text(await artifacts.openRange(digest))).toBe('')
  })

  test('is stored once, however often and by however many it is put', async () => {
    const others = await Promise.all([1, 2, 3].map(() => openArtifacts(join(directory, 'store'))))
    const puts = [artifacts, ...others].flatMap((store) => [
      store.putFile('log', file(CONSOLE)),
      store.putFile('log', file(CONSOLE)),
    ])
    expect(new Set((await Promise.all(puts)).map((stored) => stored.digest))).toEqual(new Set([DIGEST]))
    expect(readdirSync(incoming)).toEqual([])
    expect(await artifacts.putFile('console', file(CONSOLE, 'copy'))).toEqual({
      name: 'console',
      digest: DIGEST,
      bytes: 12,
    })
  })

  test('is read in ranges', async () => {
    await artifacts.putFile('log', file(CONSOLE))
    const range = async (start?: number, end?: number) => await text(await artifacts.openRange(DIGEST, start, end))
    expect(await range()).toBe(CONSOLE)
    expect(await range(4)).toBe('console\n')
    expect(await range(4, 7)).toBe('con')
    expect(await range(4, 4)).toBe('')
    expect(await range(4, 1000)).toBe('console\n')
    expect(await range(1000, 2000)).toBe('')
  })
})

describe('an unknown digest', () => {
  test.each([
    ['of other bytes', '0'.repeat(64)],
    ['that is a path', '../../../etc/passwd'],
    ['that is empty', ''],
  ])('%s is a fault with a hint', async (_, digest) => {
    const unknown = { name: 'InfrastructureError', code: 'artifact-unknown', hint: expect.any(String) }
    await expect(read(digest)).rejects.toMatchObject(unknown)
    await expect(artifacts.size(digest)).rejects.toMatchObject(unknown)
    await expect(artifacts.openRange(digest, 0, 1)).rejects.toMatchObject(unknown)
    expect(await artifacts.has(digest)).toBe(false)
  })
})

describe('what a crash or a bad disk leaves', () => {
  test('is never taken for an artifact, and is cleared away a day later', async () => {
    const abandoned = join(incoming, 'half')
    writeFileSync(abandoned, 'the con')
    writeFileSync(join(incoming, 'underway'), 'the c')
    const longAgo = Date.now() / 1000 - 2 * 24 * 3600
    utimesSync(abandoned, longAgo, longAgo)
    const again = await openArtifacts(join(directory, 'store'))
    expect(readdirSync(incoming)).toEqual(['underway'])
    expect((await again.putFile('log', file(CONSOLE))).digest).toBe(DIGEST)
  })

  test('is replaced when it is shorter than what is put', async () => {
    mkdirSync(join(place, '..'), { recursive: true })
    writeFileSync(place, '')
    await artifacts.putFile('log', file(CONSOLE))
    expect(await read(DIGEST)).toBe(CONSOLE)
  })

  test('is not handed out when its bytes have changed, and can be stored again', async () => {
    await artifacts.putFile('log', file(CONSOLE))
    chmodSync(place, 0o644)
    writeFileSync(place, 'the cOnsole\n')
    await expect(read(DIGEST)).rejects.toMatchObject({ code: 'artifact-corrupt' })
    await artifacts.putFile('log', file(CONSOLE))
    expect(await read(DIGEST)).toBe(CONSOLE)
  })
})

describe('a fault of the disk', () => {
  test('names the directory, the file and the hint', async () => {
    const missing = artifacts.putFile('log', join(directory, 'nothing'))
    const told = {
      code: 'artifact-store',
      message: expect.stringContaining(join(directory, 'nothing')),
      hint: expect.any(String),
    }
    await expect(missing).rejects.toMatchObject(told)
    await expect(openArtifacts(file('a file', 'taken'))).rejects.toMatchObject({ code: 'artifact-store' })
    expect(readdirSync(incoming)).toEqual([])
  })

  test('is not made of an error of the reader', async () => {
    await artifacts.putFile('log', file(CONSOLE))
    const mine = Object.assign(new Error('mine'), { code: 'ENOENT' })
    await expect(artifacts.withFile(DIGEST, () => Promise.reject(mine))).rejects.toBe(mine)
  })

  test('says that an artifact is gone when it is removed while it is used, whatever the user of it says', async () => {
    await artifacts.putFile('console', file(CONSOLE))
    const cause = Object.assign(new Error('cannot start qemu-system-arm'), { code: 'program-missing' })
    const used = artifacts.withFile(DIGEST, async (path) => {
      rmSync(path)
      throw cause
    })
    await expect(used).rejects.toMatchObject({ code: 'artifact-unknown', cause })
  })

  test('passes on what the user of an artifact throws while it is there', async () => {
    await artifacts.putFile('console', file(CONSOLE))
    const cause = new Error('it does not boot')
    await expect(artifacts.withFile(DIGEST, () => Promise.reject(cause))).rejects.toBe(cause)
  })
})
