import { describe, expect, test } from 'vitest'
import { type Architecture, type BuildRequest, type IdentifiedToolchain, planBuild } from '../index.ts'

const request = (more: Partial<BuildRequest> = {}, architecture: Architecture = 'arm64'): BuildRequest => ({
  target: { architecture, config: 'tinyconfig', fragments: [], toolchain: 'gcc', bootable: false },
  sourceDirectory: '/state/worker-1/source',
  outputDirectory: '/state/worker-1/out',
  logFile: '/state/log',
  jobs: 3,
  sandboxMode: 'bwrap',
  deadlineSeconds: 60,
  ...more,
})

const toolchain = (name: string, prefix: string, architecture: Architecture = 'arm64'): IdentifiedToolchain => ({
  id: 'a1b2',
  name,
  architecture,
  version: '',
  prefix,
  complete: true,
  missing: [],
})

const common = ['-C', '/state/worker-1/source', 'O=/state/worker-1/out']

describe('the plan of a build', () => {
  test.each<[string, Architecture, string, string, string | undefined, string[], string]>([
    [
      'arm by gcc',
      'arm',
      'gcc',
      'arm-linux-gnueabi-',
      undefined,
      ['ARCH=arm', 'CROSS_COMPILE=arm-linux-gnueabi-'],
      'zImage',
    ],
    [
      'arm64 by a gcc of a version, through ccache',
      'arm64',
      'gcc-12',
      'aarch64-linux-gnu-',
      '/cache',
      ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', 'CC=ccache aarch64-linux-gnu-gcc-12', 'HOSTCC=ccache gcc'],
      'Image',
    ],
    ['x86_64 by its own gcc', 'x86_64', 'gcc', '', undefined, ['ARCH=x86_64'], 'bzImage'],
    ['x86_64 by clang', 'x86_64', 'clang', '', undefined, ['ARCH=x86_64', 'LLVM=1'], 'bzImage'],
    [
      'arm64 by a clang of a version, through ccache',
      'arm64',
      'clang-14',
      'aarch64-linux-gnu-',
      '/cache',
      ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', 'LLVM=-14', 'CC=ccache clang-14', 'HOSTCC=ccache clang-14'],
      'Image',
    ],
  ])('for %s is exactly this', (_, architecture, name, prefix, ccacheDirectory, settings, image) => {
    const asked = request(ccacheDirectory === undefined ? {} : { ccacheDirectory }, architecture)
    const plan = planBuild(asked, toolchain(name, prefix, architecture))
    const make = [...common, ...settings, 'LOCALVERSION=']
    expect(plan.base?.args).toEqual([...make, 'tinyconfig'])
    expect(plan.settle.args).toEqual([...make, 'olddefconfig'])
    expect(plan.compile.args).toEqual([...make, '-j', '3', image])
    expect(plan.image.endsWith(`/boot/${image}`)).toBe(true)
  })

  test('shows the build its sources to read, and only its output and cache to write', () => {
    const { sandbox } = planBuild(request({ ccacheDirectory: '/cache' }), toolchain('gcc', '')).compile
    expect(sandbox).toEqual({
      readOnly: ['/state/worker-1/source', '/cache/ccache.conf'],
      readWrite: ['/state/worker-1/out', '/cache/objects'],
      limits: { cpus: 4 },
    })
  })

  test('fixes all that would make equal sources give different images', () => {
    expect(planBuild(request(), toolchain('gcc', '')).compile.env).toEqual({
      LC_ALL: 'C.UTF-8',
      KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 1970',
      KBUILD_BUILD_USER: 'kbisect',
      KBUILD_BUILD_HOST: 'kbisect',
      KBUILD_BUILD_VERSION: '1',
      GIT_DIR: '/nonexistent',
    })
  })

  test('lets workers of one layout share a cache', () => {
    const one = planBuild(request({ ccacheDirectory: '/cache' }), toolchain('gcc', '')).compile.env
    expect(one).toMatchObject({
      CCACHE_DIR: '/cache/objects',
      CCACHE_BASEDIR: '/state/worker-1',
      CCACHE_NOHASHDIR: '1',
    })
    const apart = request({ ccacheDirectory: '/cache', outputDirectory: '/elsewhere' })
    expect(planBuild(apart, toolchain('gcc', '')).compile.env).toMatchObject({ CCACHE_BASEDIR: '/' })
  })

  test('takes the settings of ccache from a file that no build can write', () => {
    const { env } = planBuild(request({ ccacheDirectory: '/cache' }), toolchain('gcc', '')).compile
    expect(env).toMatchObject({ CCACHE_CONFIGPATH: '/cache/ccache.conf', CCACHE_TEMPDIR: '/cache/objects/tmp' })
  })

  test('has the same flags with and without ccache, so that a clean build can give the same image', () => {
    const gcc = { ...toolchain('gcc', ''), version: 'gcc (Debian 12.2.0-14+deb12u1) 12.2.0' }
    const flags = (more: Partial<BuildRequest>) => planBuild(request(more), gcc).compile.env?.KCPPFLAGS
    expect(flags({})).toBe('-fmacro-prefix-map=../source/=')
    expect(flags({ ccacheDirectory: '/cache' })).toBe(flags({}))
  })

  test('keeps objects of different toolchains apart in a cache that hosts share', () => {
    const one = planBuild(request({ ccacheDirectory: '/cache' }), toolchain('gcc', '')).compile.env
    expect(one).toMatchObject({ CCACHE_NAMESPACE: 'a1b2', CCACHE_COMPILERCHECK: 'content' })
  })

  test('keeps the place of the sources out of the image, which ccache would let in', () => {
    const environment = (name: string, version: string): Record<string, string> | undefined =>
      planBuild(request({ ccacheDirectory: '/cache' }), { ...toolchain(name, ''), version }).compile.env
    const mapped = { KCPPFLAGS: '-fmacro-prefix-map=../source/=' }
    expect(environment('gcc', 'gcc (Debian 12.2.0-14+deb12u1) 12.2.0')).toMatchObject(mapped)
    expect(environment('clang-14', 'Debian clang version 14.0.6')).toMatchObject(mapped)
    // They would take it for an error.
    expect(environment('gcc-7', 'gcc-7 (Debian 7.4.0-6) 7.4.0')).not.toHaveProperty('KCPPFLAGS')
    expect(environment('clang-9', 'clang version 9.0.1')).not.toHaveProperty('KCPPFLAGS')
  })

  test('merges the built-in fragment before the others, and reads as a person would paste it', () => {
    const target = {
      ...request().target,
      bootable: true,
      fragments: [{ name: "it's; rm -rf /", content: 'CONFIG_A=y' }],
    }
    const plan = planBuild(request({ target }), toolchain('gcc', ''))
    expect(plan.fragments.map(({ name }) => name)).toEqual(['kbisect', 'qemu', "it's; rm -rf /"])
    expect(plan.commands[1]).toBe(
      'cat /state/worker-1/out/.kbisect/0-kbisect /state/worker-1/out/.kbisect/1-qemu' +
        ' /state/worker-1/out/.kbisect/2-it_s__rm_-rf__ >> /state/worker-1/out/.config',
    )
    expect(plan.commands).toHaveLength(4)
  })

  test('merges what the guest needs after what every guest needs', () => {
    const target = { ...request().target, bootable: true, guest: { cpus: 2 } }
    expect(planBuild(request({ target }), toolchain('gcc', '')).fragments).toMatchObject([
      { name: 'kbisect' },
      { name: 'qemu' },
      { name: 'guest', content: 'CONFIG_SMP=y\n' },
    ])
  })

  test('starts from a configuration that was given', () => {
    const target = { ...request().target, config: { name: 'mine', content: 'CONFIG_A=y' } }
    const plan = planBuild(request({ target }), toolchain('gcc', ''))
    expect(plan.base).toBeUndefined()
    expect(plan.commands[0]).toBe('cp /state/worker-1/out/.kbisect/base /state/worker-1/out/.config')
  })
})
