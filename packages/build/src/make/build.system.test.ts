import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Architecture, type BuildRequest, build, findToolchains } from '../index.ts'
import { FakeKernel } from './fake-kernel.fixture.ts'

let root: string
let kernel: FakeKernel

const output = (...path: string[]): string => join(root, 'out', ...path)

function request(more: Partial<BuildRequest> = {}, architecture: Architecture = 'x86_64'): BuildRequest {
  return {
    target: { architecture, config: 'tinyconfig', fragments: [], toolchain: 'gcc', bootable: false },
    sourceDirectory: kernel.directory,
    outputDirectory: output(),
    logFile: join(root, 'logs/build.log'),
    jobs: 2,
    sandboxMode: 'bwrap',
    deadlineSeconds: 60,
    ...more,
  }
}

async function built(asked: BuildRequest) {
  const answer = await build(asked)
  if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.failure))
  return answer
}

const timeOf = (...path: string[]): bigint => statSync(output(...path), { bigint: true }).mtimeNs

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-build-'))
  kernel = new FakeKernel(join(root, 'source'))
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

describe('a build', () => {
  test.each<Architecture>(['arm', 'arm64', 'x86_64'])(
    'for %s names its image and how it was made',
    async (architecture) => {
      const seen: { step: string; objects: number }[] = []
      const answer = await build(request({}, architecture), { onProgress: (progress) => seen.push(progress) })
      expect(answer).toMatchObject({
        kind: 'built',
        imageDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        toolchain: expect.stringMatching(/gcc.* \d+\.\d+/),
        config: join(root, 'out.results/config'),
        systemMap: join(root, 'out.results/system-map'),
        image: join(root, 'out.results/image'),
      })
      expect(seen.map(({ step }) => step)).toEqual(expect.arrayContaining(['tinyconfig', 'olddefconfig']))
      expect(seen.at(-1)).toMatchObject({ objects: 2 })
      const log = readFileSync(join(root, 'logs/build.log'), 'utf8')
      expect(log).toContain('  CC      init/main.o\n')
      for (const command of answer.commands.filter((line) => line.includes('make')))
        expect(log).toContain(`$ ${command}\n`)
      expect(readdirSync(kernel.directory).sort()).toEqual(['Makefile', 'init'])
    },
  )

  test('of equal sources in other places gives an equal image, and of others another', async () => {
    const first = await built(request())
    const elsewhere = new FakeKernel(join(root, 'elsewhere'))
    execFileSync('git', ['init', '-q', elsewhere.directory])
    const moved = {
      sourceDirectory: elsewhere.directory,
      outputDirectory: join(root, 'out-2'),
      sandboxMode: 'none' as const,
    }
    expect((await built(request(moved))).imageDigest).toBe(first.imageDigest)
    elsewhere.write('init/main.c', 'int main_value = 2;\n')
    expect((await built(request(moved))).imageDigest).not.toBe(first.imageDigest)
  })

  test('gives an equal image wherever its sources lie when it prints their names, through ccache too', async () => {
    const ccacheDirectory = join(root, 'ccache')
    kernel.write('init/main.c', 'const char *where = __FILE__;\n')
    const first = await built(request({ ccacheDirectory }))
    const elsewhere = new FakeKernel(join(root, 'another/worker'))
    elsewhere.write('init/main.c', 'const char *where = __FILE__;\n')
    const moved = { sourceDirectory: elsewhere.directory, outputDirectory: join(root, 'out-2'), ccacheDirectory }
    expect((await built(request(moved))).imageDigest).toBe(first.imageDigest)
  })

  test('compiles only what changed since the last candidate', async () => {
    await built(request())
    const [config, other] = [timeOf('.config'), timeOf('init/other.o')]
    kernel.write('init/main.c', 'int main_value = 2;\n')
    await built(request())
    expect([timeOf('.config'), timeOf('init/other.o')]).toEqual([config, other])
  })

  test('goes through ccache when asked', async () => {
    await built(request({ ccacheDirectory: join(root, 'ccache') }))
    rmSync(output(), { recursive: true })
    await built(request({ ccacheDirectory: join(root, 'ccache') }))
    const statistics = execFileSync('ccache', ['--print-stats'], {
      env: { PATH: '/usr/bin', CCACHE_DIR: join(root, 'ccache/objects') },
    })
    expect(statistics.toString()).toMatch(/^(direct|preprocessed)_cache_hit\t2$/m)
  })

  test('merges fragments on the base in order and tells what did not survive', async () => {
    const target = {
      ...request().target,
      config: { name: 'mine', content: 'CONFIG_MINE=y' },
      fragments: [{ name: 'extra', content: 'CONFIG_EXTRA=y\nCONFIG_LOST=y' }],
    }
    const answer = await built(request({ target }))
    expect(answer.droppedSymbols).toEqual([{ symbol: 'CONFIG_LOST', wanted: 'y', got: 'n', fragment: 'extra' }])
    const config = readFileSync(answer.config, 'utf8')
    expect(config).toBe(readFileSync(output('.config'), 'utf8'))
    expect(config).toContain('CONFIG_MINE=y\n')
    expect(config).toContain('CONFIG_EXTRA=y\n')
    expect(config).toContain('# CONFIG_LOCALVERSION_AUTO is not set\n')
  })

  test('tells what a base configuration asks for and this tree lost, or settles in another way', async () => {
    const content = [
      'CONFIG_MINE=y',
      'CONFIG_LOST_DRIVER=m',
      'CONFIG_FORCED=y',
      'CONFIG_OVERRIDDEN=y',
      '# CONFIG_LOST_ANYWAY is not set',
      'CONFIG_CC_VERSION_TEXT="gcc 4"',
      'CONFIG_LOCALVERSION_AUTO=y',
    ].join('\n')
    const fragments = [{ name: 'extra', content: '# CONFIG_OVERRIDDEN is not set' }]
    const answer = await built(
      request({ target: { ...request().target, config: { name: 'mine', content }, fragments } }),
    )
    expect(answer.droppedSymbols).toEqual([
      { symbol: 'CONFIG_LOST_DRIVER', wanted: 'm', got: 'n', fragment: 'mine' },
      { symbol: 'CONFIG_FORCED', wanted: 'y', got: 'm', fragment: 'mine' },
    ])
  })

  test('asks for nothing by a base that the tree itself has', async () => {
    expect((await built(request())).droppedSymbols).toEqual([])
  })

  test('of another target in the same directory starts from nothing', async () => {
    await built(request())
    writeFileSync(output('left'), '')
    await built(request({}, 'arm64'))
    expect(existsSync(output('left'))).toBe(false)
  })
})

describe('a kernel that fails', () => {
  test('to compile says where, keeps the directory, and builds again once fixed', async () => {
    await built(request())
    kernel.write('init/main.c', 'int main_value = 1;\nnonsense\n')
    const other = timeOf('init/other.o')
    expect(await build(request())).toMatchObject({
      kind: 'failed',
      failure: { step: 'compile', file: 'init/main.c', line: 2 },
      toolchain: expect.stringContaining('gcc'),
    })
    kernel.write('init/main.c', 'int main_value = 3;\n')
    await built(request())
    expect(timeOf('init/other.o')).toBe(other)
  })

  test('to configure', async () => {
    kernel.turn('no-config')
    expect(await build(request())).toMatchObject({
      kind: 'failed',
      failure: { step: 'config', file: 'init/Kconfig', line: 7, message: 'syntax error' },
      droppedSymbols: [],
    })
  })

  test('to leave an image although make is content', async () => {
    kernel.turn('no-image')
    expect(await build(request())).toMatchObject({
      kind: 'failed',
      failure: { step: 'link', message: 'make succeeded but left no arch/x86/boot/bzImage' },
    })
  })

  test('to leave its sources alone', async () => {
    kernel.turn('writes-source')
    expect(await build(request())).toMatchObject({ kind: 'failed' })
    expect(existsSync(join(kernel.directory, 'written'))).toBe(false)
  })
})

describe('a fault of the machine is thrown', () => {
  test('unless only the build says so: a compiler that was killed is ambiguous, and what it left is not built upon', async () => {
    await built(request())
    kernel.turn('killed')
    kernel.write('init/main.c', 'int main_value = 2;\n')
    expect(await build(request())).toMatchObject({ kind: 'failed', doubt: { code: 'compiler-killed-unconfirmed' } })
    rmSync(join(kernel.directory, 'knobs'), { recursive: true })
    writeFileSync(output('left'), '')
    await built(request())
    expect(existsSync(output('left'))).toBe(false)
  })

  test('when there is no such toolchain, before anything is touched', async () => {
    const target = { ...request().target, toolchain: 'gcc-3' }
    await expect(build(request({ target }))).rejects.toMatchObject({
      code: 'toolchain-missing',
      message: expect.stringContaining('gcc-3'),
    })
    const hostile = { ...request().target, toolchain: 'gcc; touch /tmp/x' }
    await expect(build(request({ target: hostile }))).rejects.toMatchObject({ code: 'toolchain-unknown' })
    expect(existsSync(output())).toBe(false)
  })

  test('when the sources are not there', async () => {
    await expect(build(request({ sourceDirectory: '/nowhere' }))).rejects.toMatchObject({ code: 'source-missing' })
  })

  test('when it takes too long although it uses all CPUs that it may use', async () => {
    kernel.turn('busy')
    await expect(build(request({ deadlineSeconds: 2, jobs: 1 }))).rejects.toMatchObject({
      code: 'build-timeout',
      hint: expect.stringContaining('raise KBISECT_BUILD_TIMEOUT_SECONDS'),
    })
  })
})

test('a cancelled build stops at once, says so, and leaves nothing of its own, but what was there before', async () => {
  await built(request())
  const other = timeOf('init/other.o')
  kernel.turn('hang')
  kernel.write('init/main.c', 'int main_value = 2;\n')
  const stop = new AbortController()
  const building = build(request(), { signal: stop.signal })
  const refused = building.catch((error: unknown) => error)
  await vi.waitFor(() => expect(existsSync(output('hanging'))).toBe(true), 300_000)
  stop.abort()
  expect(await refused).toMatchObject({ name: 'BuildCancelled' })
  expect(existsSync(output('hanging'))).toBe(false)
  rmSync(join(kernel.directory, 'knobs'), { recursive: true })
  await built(request())
  expect(timeOf('init/other.o')).toBe(other)
})

test('a build that is cancelled before it begins does nothing', async () => {
  await expect(build(request(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'BuildCancelled' })
})

test('the toolchains of this machine are found for each architecture, with their exact versions', async () => {
  const toolchains = await findToolchains()
  for (const architecture of ['arm', 'arm64', 'x86_64']) {
    const gcc = toolchains.find((one) => one.architecture === architecture && one.name === 'gcc')
    expect(gcc).toMatchObject({ complete: true, missing: [], version: expect.stringMatching(/gcc.*\d+\.\d+\.\d+/) })
  }
  for (const { complete, missing } of toolchains) expect(complete).toBe(missing.length === 0)
})
