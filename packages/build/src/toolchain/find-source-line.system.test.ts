import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { TOY_SOURCES } from '@kbisect/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Architecture, type BuildTarget, build, findSourceLine } from '../index.ts'
import { debugInfoCommand } from '../make/debug-info.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-lines-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const SOURCE = `int reserved;

int cma_init(int pages)
{
	reserved += pages;
	return *(volatile int *)&reserved * pages;
}

void _start(void)
{
	cma_init(3);
}
`
const ALL: readonly [Architecture, string][] = [
  ['arm', 'arm-linux-gnueabi-'],
  ['arm64', 'aarch64-linux-gnu-'],
  ['x86_64', ''],
]

/** The address of a symbol, by a text in the form of a System.map. */
const addressOf = (map: string, symbol: string): bigint =>
  BigInt(`0x${new RegExp(`^([0-9a-f]+) [Tt] ${symbol}$`, 'm').exec(map)?.[1]}`)

describe.each(ALL)('for %s', (architecture, prefix) => {
  test('the line of an address is found in what is kept of a linked file', async () => {
    writeFileSync(join(root, 'cma.c'), SOURCE)
    const flags = ['-g', '-O0', '-ffreestanding', '-nostdlib', '-static', '-Wl,--build-id=none', '-o', 'vmlinux']
    const linked = await run({ file: `${prefix}gcc`, args: [...flags, 'cma.c'], cwd: root })
    expect(linked, linked.stderr).toMatchObject({ exitCode: 0 })
    const debugInfo = join(root, 'debug-info')
    const toolchain = { name: 'gcc', architecture, version: '', prefix, complete: true, missing: [] }
    const [file = '', ...args] = debugInfoCommand(join(root, 'vmlinux'), debugInfo, toolchain)
    const kept = await run({ file, args })
    expect(kept, kept.stderr).toMatchObject({ exitCode: 0 })
    const map = await run({ file: `${prefix}nm`, args: [join(root, 'vmlinux')] })
    const find = (address: bigint) => findSourceLine({ architecture, debugInfo, address, sandboxMode: 'bwrap' })
    expect(await find(addressOf(map.stdout, 'cma_init'))).toMatch(/\/cma\.c:4$/)
    expect(await find(addressOf(map.stdout, '_start'))).toMatch(/\/cma\.c:10$/)
    expect(await find(1n)).toBe('??:0')
  })
})

test('what is no ELF file is a fault with the words of addr2line', async () => {
  const debugInfo = join(root, 'debug-info')
  writeFileSync(debugInfo, 'nonsense')
  const asked = findSourceLine({ architecture: 'arm64', debugInfo, address: 1n, sandboxMode: 'bwrap' })
  await expect(asked).rejects.toMatchObject({
    code: 'addr2line-failed',
    message: expect.stringContaining('recognized'),
  })
})

describe.each(['gcc', 'clang'])('the toy built with %s', (toolchain) => {
  const kept = async (content: string) => {
    cpSync(TOY_SOURCES, join(root, 'source'), { recursive: true })
    const fragments: BuildTarget['fragments'] = [{ name: 'debug', content }]
    const answer = await build({
      target: { architecture: 'arm64', config: 'tinyconfig', fragments, toolchain, bootable: true },
      sourceDirectory: join(root, 'source'),
      outputDirectory: join(root, 'out'),
      logFile: join(root, 'build.log'),
      jobs: 2,
      sandboxMode: 'bwrap',
      deadlineSeconds: 120,
    })
    if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.failure))
    return answer
  }

  test('keeps its debug information, which tells the line of a function', async () => {
    const { debugInfo = '', systemMap } = await kept('CONFIG_DEBUG_INFO=y\n')
    const address = addressOf(readFileSync(systemMap, 'utf8'), 'panic')
    const line = await findSourceLine({ architecture: 'arm64', debugInfo, address, sandboxMode: 'bwrap' })
    expect(line).toMatch(/\/source\/kernel\/panic\.c:\d+$/)
  })

  test('keeps nothing when it was built without', async () => {
    expect(await kept('# CONFIG_DEBUG_INFO is not set\n')).not.toHaveProperty('debugInfo')
  })
})
