import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { run } from '@kbisect/exec'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { writeCpio } from './cpio.ts'
import { initScript } from './init-script.ts'
import { type InitramfsOptions, writeInitramfs } from './initramfs.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-initramfs-'))
  writeFileSync(join(directory, 'busybox'), 'not really one')
})
afterAll(() => rmSync(directory, { recursive: true }))

async function write(change: Partial<InitramfsOptions> = {}): Promise<Buffer> {
  const file = join(directory, 'initramfs')
  const test = { kind: 'script', script: 'echo "$0" \'quoted\'\nexit 3\n' } as const
  await writeInitramfs({ busybox: join(directory, 'busybox'), nonce: 'n0nce-1234', test, file, ...change })
  return readFileSync(file)
}

describe('the initramfs', () => {
  test('is the same bytes for the same options, whatever the time', async () => {
    const first = await write()
    utimesSync(join(directory, 'busybox'), 1, 1)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    onTestFinished(() => void vi.useRealTimers())
    expect((await write()).equals(first)).toBe(true)
    expect((await write({ nonce: 'another-nonce' })).equals(first)).toBe(false)
  })

  test('is gzip or plain', async () => {
    expect(gunzipSync(await write()).equals(await write({ compression: 'none' }))).toBe(true)
  })

  test('can be read by the sandboxed emulator, as which user it may run', async () => {
    await write()
    expect(statSync(join(directory, 'initramfs')).mode & 0o777).toBe(0o644)
  })

  test('is an archive that cpio unpacks, with the script as it was given', async () => {
    await write({ compression: 'none' })
    const unpack = 'cpio --quiet -t -v < initramfs > list && cpio --quiet -i --to-stdout kbisect/test < initramfs'
    const result = await run({ file: 'sh', args: ['-c', unpack], cwd: directory })
    expect(result).toMatchObject({ exitCode: 0, stdout: 'echo "$0" \'quoted\'\nexit 3\n' })
    const list = readFileSync(join(directory, 'list'), 'utf8')
    expect(list).toMatch(/^crw-rw-rw-\s+1 root\s+root\s+5,\s+1 Jan\s+1\s+1970 dev\/console$/m)
    expect(list).toMatch(/^-rwxr-xr-x .* init$/m)
    expect(list).toMatch(/^lrwxrwxrwx .* bin\/poweroff -> busybox$/m)
    expect(list).toMatch(/^drwxr-xr-x\s+2 .* proc$/m)
  })

  test.each(['', 'short', 'has space in it', "quote'quote", 'x'.repeat(65), 'line\nbreak'])(
    'refuses the nonce %j',
    async (nonce) => {
      await expect(write({ nonce })).rejects.toThrow(/nonce must be/)
    },
  )

  test('names a busybox or a directory that is missing as our own fault', async () => {
    await expect(write({ busybox: join(directory, 'none') })).rejects.toMatchObject({ code: 'busybox-unreadable' })
    await expect(write({ file: join(directory, 'none', 'initramfs') })).rejects.toMatchObject({
      code: 'initramfs-unwritable',
      hint: expect.stringContaining('directory'),
    })
  })
})

test.each([{ kind: 'boot' }, { kind: 'script', script: '' }] as const)(
  "$kind: init is a shell script, and the nonce is no one else's",
  async (guest) => {
    const text = initScript('n0nce-1234', guest)
    expect(await run({ file: 'sh', args: ['-n'] }, { input: text })).toMatchObject({ exitCode: 0, stderr: '' })
    expect(text.match(/n0nce-1234/g)).toHaveLength(1)
    expect(text.includes('sh /kbisect/test')).toBe(guest.kind === 'script')
  },
)

test('an archive is whole blocks, and each entry starts at a multiple of four', () => {
  const archive = writeCpio([{ kind: 'file', path: 'odd', content: Buffer.from('12345') }])
  expect(archive.length % 512).toBe(0)
  expect(archive.indexOf('070701', 6) % 4).toBe(0)
})
