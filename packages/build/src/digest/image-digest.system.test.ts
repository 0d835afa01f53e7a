import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReadLimits } from '../output/output-reader.ts'
import { ARCHITECTURES, type Architecture } from '../toolchain/architectures.ts'
import { digestImage } from './image-digest.ts'

// Reads as a kernel does: WARN leaves file and line in a table, banner and build id are linked in.
const KERNEL = `
#ifdef __arm__
#define ENTRY ".long 1b, %c0"
#else
#define ENTRY ".long 1b - ., %c0 - ."
#endif
#define WARN(flags) __asm__ volatile("1: nop\\n.pushsection __bug_table,\\"aw\\"\\n" ENTRY "\\n.short %c1, %c2\\n.popsection" \\
	:: "i"(__FILE__), "i"(__LINE__), "i"(flags))
const char linux_banner[] = "Linux version 6.1 (" COMPILER ")";
volatile int value;
void _start(void)
{
	WARN(1);
	value = VALUE;
	WARN(FLAGS);
}
`

const CROSS: Record<Architecture, string> = { arm: 'arm-linux-gnueabi-', arm64: 'aarch64-linux-gnu-', x86_64: '' }

let root: string
let built: { source: string; output: string; image: string; config: string }

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-digest-'))
  const output = join(root, 'out')
  built = { source: join(root, 'source'), output, image: join(output, 'image'), config: join(output, '.config') }
  put('.config', '')
})

afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(built.output, path)), { recursive: true })
  writeFileSync(join(built.output, path), content)
}

interface Variant {
  readonly above?: string
  readonly value?: number
  readonly flags?: number
  readonly compiler?: string
  readonly more?: readonly string[]
}

function link(architecture: Architecture, { above = '', value = 1, flags = 3, compiler = 'gcc', more = [] }: Variant) {
  mkdirSync(join(root, 'source'), { recursive: true })
  writeFileSync(join(root, 'source/main.c'), KERNEL.replace('void _start', `${above}void _start`))
  const settings = [`-DVALUE=${value}`, `-DFLAGS=${flags}`, `-DCOMPILER="${compiler}"`]
  const fixed = '-O1 -ffreestanding -fno-pic -no-pie -static -nostdlib -Wl,--build-id=sha1 -Wl,-Ttext=0x100000'.split(
    ' ',
  )
  const args = [...fixed, ...settings, ...more, '-o', join(built.output, 'vmlinux'), 'main.c']
  execFileSync(`${CROSS[architecture]}gcc`, args, { cwd: join(root, 'source') })
  writeFileSync(built.image, readFileSync(join(built.output, 'vmlinux')))
}

// The row of an architecture whose image is vmlinux and nothing else, whatever vmlinux is made for.
const bytesDigest = (): string => createHash('sha256').update(readFileSync(built.image)).digest('hex')
const digest = (row = ARCHITECTURES.arm64, limits?: ReadLimits): Promise<string> => digestImage(row, built, limits)

describe.each<Architecture>(['arm', 'arm64', 'x86_64'])('a kernel for %s', (architecture) => {
  test('is the same with comments above its warnings, another compiler in its banner, or debug information', async () => {
    link(architecture, {})
    const [first, bytes] = [await digest(), readFileSync(built.image)]
    for (const variant of [{ above: '/* a\n * comment\n */\n' }, { compiler: 'GCC' }, { more: ['-g'] }]) {
      link(architecture, variant)
      expect(readFileSync(built.image).equals(bytes)).toBe(false)
      expect(await digest()).toBe(first)
    }
  })

  test('is another with other code, another kind of warning, or at another place', async () => {
    const digests = new Set<string>()
    const variants = [{}, { value: 2 }, { flags: 5 }, { more: ['-Wl,-Ttext=0x200000'] }, { above: 'int more = 1;\n' }]
    for (const variant of variants) {
      link(architecture, variant)
      digests.add(await digest())
    }
    expect(digests.size).toBe(variants.length)
  })
})

test('a kernel is another when its image was made with another command', async () => {
  link('arm64', {})
  const first = await digest()
  put('arch/arm64/boot/.Image.cmd', 'cmd_arch/arm64/boot/Image := objcopy -O binary vmlinux arch/arm64/boot/Image\n')
  expect(await digest()).not.toBe(first)
})

/** A packed image: what unpacks it is linked of head.o and the packed kernel. */
function pack({ head = 'int head = 1;', payload = 100 }: { head?: string; payload?: number }): void {
  const directory = 'arch/x86/boot/compressed'
  put(`${directory}/vmlinux.lds`, 'SECTIONS {}')
  put(`${directory}/head.c`, head)
  put(`${directory}/piggy.c`, `char packed[${payload}] = {1};`)
  for (const name of ['head', 'piggy']) {
    const path = join(built.output, directory, name)
    execFileSync(`${CROSS.x86_64}gcc`, ['-c', '-ffreestanding', '-o', `${path}.o`, `${path}.c`])
  }
  const objects = `${directory}/head.o ${directory}/piggy.o`
  put(`${directory}/.vmlinux.cmd`, `cmd_${directory}/vmlinux := ld -T ${directory}/vmlinux.lds ${objects} -o x\n`)
  const setup = Buffer.alloc(4 * 512)
  setup[0x1f1] = 3
  setup.write('HdrS', 0x202)
  setup.writeUInt16LE(0x20f, 0x206)
  for (const at of [0x1f4, 0x24c, 0x260]) setup.writeUInt32LE(payload, at)
  writeFileSync(built.image, Buffer.concat([setup, Buffer.alloc(payload, 1)]))
}

describe('a packed image', () => {
  const packed = (limits?: ReadLimits) => digest(ARCHITECTURES.x86_64, limits)

  test('is the same however long the packed kernel is', async () => {
    link('x86_64', {})
    pack({})
    const first = await packed()
    link('x86_64', { above: '\n' })
    pack({ payload: 120 })
    expect(await packed()).toBe(first)
  })

  test('is another with another kernel, or with other code that unpacks or starts it', async () => {
    link('x86_64', {})
    pack({})
    const digests = [await packed()]
    link('x86_64', { value: 2 })
    digests.push(await packed())
    pack({ head: 'int head = 2;' })
    digests.push(await packed())
    put('arch/x86/boot/compressed/vmlinux.lds', 'SECTIONS { }')
    digests.push(await packed())
    const image = readFileSync(built.image)
    image[0x300] = 1
    writeFileSync(built.image, image)
    digests.push(await packed())
    put('arch/x86/boot/compressed/vmlinux.relocs', 'relocations')
    expect(await packed()).toBe(digests.at(-1))
    appendFileSync(built.config, '\nCONFIG_X86_NEED_RELOCS=y\n')
    digests.push(await packed())
    expect(new Set(digests).size).toBe(6)
  })

  test('is followed through archives that hold only names', async () => {
    link('x86_64', {})
    pack({})
    const directory = 'arch/x86/boot/compressed'
    const archive = (): unknown =>
      execFileSync(`${CROSS.x86_64}ar`, ['cDPrST', 'lib.a', 'head.o'], { cwd: join(built.output, directory) })
    archive()
    put(
      `${directory}/.vmlinux.cmd`,
      `savedcmd_${directory}/vmlinux := ld ${directory}/piggy.o ${directory}/lib.a -o x\n`,
    )
    const first = await packed()
    put(`${directory}/head.c`, 'int head = 3;')
    execFileSync(`${CROSS.x86_64}gcc`, ['-c', '-o', 'head.o', 'head.c'], { cwd: join(built.output, directory) })
    archive()
    expect(await packed()).not.toBe(first)
  })

  test('that cannot be followed is named by its bytes', async () => {
    link('x86_64', {})
    pack({})
    rmSync(join(built.output, 'arch/x86/boot/compressed/.vmlinux.cmd'))
    const first = await packed()
    link('x86_64', { value: 2 })
    pack({})
    rmSync(join(built.output, 'arch/x86/boot/compressed/.vmlinux.cmd'))
    expect(await packed()).toBe(first)
    pack({ payload: 120 })
    rmSync(join(built.output, 'arch/x86/boot/compressed/.vmlinux.cmd'))
    expect(await packed()).not.toBe(first)
  })

  test('whose command names a file elsewhere is named by its bytes, and that file is not read', async () => {
    link('x86_64', {})
    pack({})
    writeFileSync(join(root, 'secret.o'), 'secret')
    symlinkSync(join(root, 'secret.o'), join(built.output, 'secret.o'))
    for (const path of ['secret.o', '../secret.o']) {
      put('arch/x86/boot/compressed/.vmlinux.cmd', `cmd_x := ld ${path} -o x\n`)
      expect(await packed()).toBe(bytesDigest())
    }
  })

  const DIRECTORY = 'arch/x86/boot/compressed'
  const inDirectory = (path: string) => join(built.output, DIRECTORY, path)

  /** A thin archive whose members are files of these names. */
  function thinArchive(path: string, names: readonly string[]): void {
    const list = names.map((name) => `${name}/\n`).join('')
    put(path, `!<thin>\n${'//'.padEnd(48)}${String(list.length).padEnd(10)}\x60\n${list}`)
  }

  function linkedOf(paths: readonly string[]): void {
    put(`${DIRECTORY}/.vmlinux.cmd`, `cmd_x := ld ${paths.map((path) => `${DIRECTORY}/${path}`).join(' ')} -o x\n`)
  }

  test.each<[string, () => unknown]>([
    [
      'whose saved command is a pipe',
      () => {
        rmSync(inDirectory('.vmlinux.cmd'))
        execFileSync('mkfifo', [inDirectory('.vmlinux.cmd')])
      },
    ],
    [
      'whose unpacker is linked of a pipe',
      () => {
        rmSync(inDirectory('head.o'))
        execFileSync('mkfifo', [inDirectory('head.o')])
      },
    ],
    [
      'whose archive names itself',
      () => {
        linkedOf(['lib.a'])
        thinArchive(`${DIRECTORY}/lib.a`, ['lib.a', 'lib.a'])
      },
    ],
    [
      'whose archives name each other a million times over',
      () => {
        linkedOf(['a1.a'])
        for (let at = 1; at < 5; at++) thinArchive(`${DIRECTORY}/a${at}.a`, Array(1000).fill(`a${at + 1}.a`))
        thinArchive(`${DIRECTORY}/a5.a`, Array(1000).fill('head.o'))
      },
    ],
    [
      'whose linker script has a gibibyte',
      () => {
        put(`${DIRECTORY}/vmlinux.lds`, '')
        truncateSync(inDirectory('vmlinux.lds'), 2 ** 30)
      },
    ],
  ])('%s is named by its bytes', async (_, spoil) => {
    link('x86_64', {})
    pack({})
    spoil()
    expect(await packed()).toBe(bytesDigest())
  })

  test('that is made of more than the limits allow is named by its bytes', async () => {
    link('x86_64', {})
    pack({})
    const whole = await packed()
    expect(await packed({ bytes: 1 << 20, files: 20 })).toBe(whole)
    expect(await packed({ bytes: 1000, files: 20 })).toBe(bytesDigest())
    expect(await packed({ bytes: 1 << 20, files: 5 })).toBe(bytesDigest())
  })
})

test('an image that is a pipe, or has 64 GiB without content, is refused', async () => {
  rmSync(built.image, { force: true })
  execFileSync('mkfifo', [built.image])
  await expect(digest()).rejects.toMatchObject({ name: 'OutputRefused' })
  rmSync(built.image)
  put('image', '')
  truncateSync(built.image, 64 * 2 ** 30)
  await expect(digest()).rejects.toMatchObject({ name: 'OutputRefused', message: expect.stringContaining('64 GiB') })
})

/**
 * An ELF file for x86_64 with these sections; the names all begin at the same place of the last
 * one.
 */
function writeElf(path: string, sections: readonly { type: number; flags: number; size: number }[], names: number) {
  const [headerBytes, row] = [64, 64]
  const count = sections.length + 1
  const header = Buffer.alloc(headerBytes + row * count)
  header.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(62, 18)
  header.writeBigUInt64LE(BigInt(headerBytes), 40)
  header.writeUInt16LE(row, 58)
  header.writeUInt16LE(count, 60)
  header.writeUInt16LE(count - 1, 62)
  const all = [...sections, { type: 3, flags: 0, size: names }]
  for (const [at, { type, flags, size }] of all.entries()) {
    const place = headerBytes + at * row
    header.writeUInt32LE(type, place + 4)
    header.writeBigUInt64LE(BigInt(flags), place + 8)
    header.writeBigUInt64LE(BigInt(header.length), place + 24)
    header.writeBigUInt64LE(BigInt(size), place + 32)
  }
  const whole = join(built.output, path)
  writeFileSync(whole, header)
  truncateSync(whole, header.length + Math.max(...all.map(({ size }) => size)))
  return { whole, content: header.length }
}

test.each<[string, () => void]>([
  [
    'names a hundred sections by one text of 64 MiB',
    () => {
      const sections = Array(100).fill({ type: 1, flags: 0, size: 0 })
      const { whole, content } = writeElf('vmlinux', sections, 64 << 20)
      const file = openSync(whole, 'r+')
      writeSync(file, Buffer.alloc(64 << 20, 'a'), 0, 64 << 20, content)
      closeSync(file)
    },
  ],
  [
    'loads 65,000 sections of 500 MiB',
    () => writeElf('vmlinux', Array(65_000).fill({ type: 1, flags: 2, size: 500 << 20 }), 1),
  ],
])('a vmlinux that %s is passed over', async (_, make) => {
  const image = Buffer.from('what boots')
  writeFileSync(built.image, image)
  make()
  expect(await digest()).toBe(bytesDigest())
})

test.each([
  ['is no ELF file', Buffer.from('a kernel of another kind')],
  ['is empty', Buffer.alloc(0)],
  ['claims sections far away', (elf: Buffer) => elf.writeBigUInt64LE(2n ** 63n, 0x28)],
  ['claims more sections than it has', (elf: Buffer) => elf.writeUInt16LE(0xffff, 0x3c)],
  ['names its sections by one that is not there', (elf: Buffer) => elf.writeUInt16LE(0xfffe, 0x3e)],
  ['has headers of no size', (elf: Buffer) => elf.writeUInt16LE(0, 0x3a)],
  ['is an object', (elf: Buffer) => elf.writeUInt16LE(1, 0x10)],
])('a vmlinux that %s is passed over', async (_, change) => {
  link('x86_64', {})
  const image = Buffer.from('what boots')
  writeFileSync(built.image, image)
  const elf = Buffer.isBuffer(change) ? change : readFileSync(join(built.output, 'vmlinux'))
  if (!Buffer.isBuffer(change)) change(elf)
  put('vmlinux', elf)
  expect(await digest()).toBe(bytesDigest())
})
