import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planDownload, provideBusybox } from './busybox.ts'
import { whyNotStatic } from './elf.ts'
import { ARCHITECTURES, MACHINES } from './machines.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-busybox-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** The headers of an ELF program with one program header. */
function program(wanted: { bits: 32 | 64; machine: number }, headerType = 1): Buffer {
  const bytes = Buffer.alloc(256)
  const wide = wanted.bits === 64
  bytes.writeUInt32BE(0x7f454c46, 0)
  bytes[4] = wide ? 2 : 1
  bytes[5] = 1
  bytes.writeUInt16LE(wanted.machine, 18)
  bytes.writeUInt32LE(64, wide ? 32 : 28)
  bytes.writeUInt16LE(56, wide ? 54 : 42)
  bytes.writeUInt16LE(1, wide ? 56 : 44)
  bytes.writeUInt32LE(headerType, 64)
  bytes.writeUInt32LE(bytes.length, 64 + (wide ? 32 : 16))
  return bytes
}

describe.each(ARCHITECTURES)('%s', (architecture) => {
  const { elf } = MACHINES[architecture]

  test('a static program is told from a dynamic one, another architecture, a part of one, and no program', () => {
    expect(whyNotStatic(program(elf), elf)).toBeUndefined()
    expect(whyNotStatic(program(elf, 3), elf)).toMatch('dynamically')
    expect(whyNotStatic(program({ ...elf, machine: 8 }), elf)).toMatch('another architecture')
    expect(whyNotStatic(program(elf).subarray(0, 80), elf)).toMatch('cut off')
    expect(whyNotStatic(program(elf).subarray(0, 255), elf)).toMatch('cut off')
    expect(whyNotStatic(Buffer.from('#!/bin/sh'), elf)).toMatch('no little-endian ELF')
    expect(whyNotStatic(Buffer.alloc(0), elf)).toMatch('no little-endian ELF')
  })

  test("the system's own is taken into the cache, and the cache is used again", async () => {
    const own = join(directory, 'own')
    writeFileSync(own, program(elf))
    const cacheDirectory = join(directory, 'new', 'cache')
    const path = await provideBusybox({ architecture, cacheDirectory, systemPaths: [join(directory, 'none'), own] })
    expect(path).toBe(join(cacheDirectory, `busybox-${architecture}`))
    expect(readFileSync(path).equals(program(elf))).toBe(true)
    expect(readdirSync(cacheDirectory)).toEqual([`busybox-${architecture}`])
    rmSync(own)
    expect(await provideBusybox({ architecture, cacheDirectory, systemPaths: [] })).toBe(path)
  })

  test('when there is none and none can be fetched, the error says where to put one', async () => {
    const environment = { PATH: directory } // no apt-get here
    const cacheDirectory = join(directory, 'cache')
    mkdirSync(cacheDirectory)
    writeFileSync(join(cacheDirectory, `busybox-${architecture}`), 'cut')
    await expect(provideBusybox({ architecture, cacheDirectory, systemPaths: [], environment })).rejects.toMatchObject({
      name: 'InfrastructureError',
      code: 'busybox-missing',
      hint: expect.stringContaining(join(cacheDirectory, `busybox-${architecture}`)),
    })
    expect(readdirSync(cacheDirectory)).toEqual([`busybox-${architecture}`])
  })
})

test("apt's state is its own, and the package's architecture Debian's name for it", () => {
  const { download, unpack } = planDownload('arm', '/cache/fetching')
  expect(download.args).toEqual(
    expect.arrayContaining(['APT::Architecture=armhf', 'Dir::State::Lists=/cache/fetching/lists']),
  )
  expect(download.args.slice(-2)).toEqual(['download', 'busybox-static'])
  expect(unpack('b.deb').args).toEqual(['-x', '/cache/fetching/b.deb', '/cache/fetching/unpacked'])
})
