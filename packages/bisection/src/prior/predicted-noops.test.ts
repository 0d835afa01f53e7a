import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RangeCommit } from '../model/facts.ts'
import { predictNoops } from './predicted-noops.ts'

// As kbuild's notes of an arm64 and an x86_64 tinyconfig name them, a few of each kind.
const COMMON = [
  ...[
    'init/main.c',
    'kernel/fork.c',
    'kernel/sched/core.c',
    'kernel/time/time.c',
    'mm/slub.c',
    'mm/slab.h',
    'lib/string.c',
  ],
  ...['include/linux/mm.h', 'include/uapi/linux/types.h', 'include/asm-generic/bug.h', 'drivers/base/core.c'],
  ...['drivers/tty/serial/amba-pl011.c', 'net/socket.c', 'scripts/basic/fixdep.c'],
]
const ARM64 = new Set([...COMMON, 'arch/arm64/kernel/setup.c', 'arch/arm64/include/asm/page.h', 'arch/arm64/mm/init.c'])
const X86 = new Set([...COMMON, 'arch/x86/kernel/setup.c', 'arch/x86/include/asm/page.h', 'tools/objtool/check.c'])

function commit(hash: string, paths: readonly string[] | undefined, parents = ['parent']): RangeCommit {
  const about = { committedAt: 0, authoredAt: 0, authorName: 'A', authorEmail: 'a@example.org', subject: hash }
  return { hash, parents, ...about, ...(paths ? { paths } : {}) }
}

const isNoop = (inputs: ReadonlySet<string>, ...paths: string[]): boolean =>
  predictNoops([commit('c', paths)], inputs).has('c')

describe('a commit is predicted to change nothing', () => {
  it.each([
    ['documentation', 'Documentation/mm/slub.rst'],
    ['documentation with a table of its own', 'Documentation/devicetree/bindings/arm/arm,scmi.yaml'],
    ['another architecture', 'arch/mips/kernel/setup.c'],
    ['the build of another architecture', 'arch/s390/Kconfig'],
    ["another architecture's header of the same name", 'arch/riscv/include/asm/page.h'],
    ["another architecture's configuration", 'arch/arm/configs/multi_v7_defconfig'],
    ['a driver that is not built', 'drivers/gpu/drm/i915/i915_drv.c'],
    ['the makefile of a driver that is not built', 'drivers/gpu/drm/i915/Makefile'],
    ['a header that nothing here includes', 'include/linux/mlx5/driver.h'],
    ['a private header of something else', 'drivers/gpu/drm/i915/i915_reg.h'],
    ['a device tree', 'arch/arm64/boot/dts/qcom/sm8550.dtsi'],
    ['tests and programs of people', 'tools/testing/selftests/mm/gup_test.c'],
    ['a tool with a makefile', 'tools/perf/Makefile.perf'],
    ['who maintains what', 'MAINTAINERS'],
    ['what git is to ignore', 'kernel/.gitignore'],
    ['how patches are checked', 'scripts/checkpatch.pl'],
    ['a file system in Rust that is not built', 'fs/null/null.rs'],
  ])('by %s', (_, path) => {
    expect(isNoop(ARM64, path)).toBe(true)
  })

  it('by tools that its build does not run', () => {
    expect(isNoop(ARM64, 'tools/objtool/elf.c')).toBe(true)
    expect(isNoop(X86, 'tools/perf/builtin-top.c')).toBe(true)
  })

  it('by no file at all', () => {
    expect(isNoop(ARM64)).toBe(true)
  })
})

describe('a commit can change the kernel', () => {
  it.each([
    ['a file that went into it', 'kernel/fork.c'],
    ['a header that went into it', 'include/linux/mm.h'],
    ['the makefile at the top', 'Makefile'],
    ['a makefile on the way to a file', 'drivers/tty/Makefile'],
    ['the makefile beside a file', 'drivers/tty/serial/Makefile'],
    ['a Kbuild file', 'include/asm-generic/Kbuild'],
    ['a fragment of a makefile', 'arch/arm64/Makefile.postlink'],
    ['any Kconfig file', 'drivers/gpu/drm/i915/Kconfig.debug'],
    ['a Kconfig file among documents', 'Documentation/Kconfig'],
    ['what kbuild runs', 'scripts/link-vmlinux.sh'],
    ['a default configuration', 'arch/arm64/configs/defconfig'],
    ['a fragment of a configuration', 'kernel/configs/tiny.config'],
    ['a header that hides the generic one', 'arch/arm64/include/asm/bug.h'],
    ['a header that hides the one for programs', 'include/linux/types.h'],
    ['a private header that hides another', 'kernel/sched/mm.h'],
    ['a table of the architecture', 'arch/arm64/tools/cpucaps'],
    ['data of a generator', 'kernel/time/timeconst.bc'],
    ['data in a directory of its own', 'lib/fonts/font.map'],
    ['a part of the version', 'localversion-rt'],
  ])('by %s', (_, path) => {
    expect(isNoop(ARM64, path)).toBe(false)
  })

  it('by tools that its build runs', () => {
    expect(isNoop(X86, 'tools/objtool/elf.c')).toBe(false)
    expect(isNoop(X86, 'tools/include/linux/list.h')).toBe(false)
  })

  it('by one file of many', () => {
    expect(isNoop(ARM64, 'Documentation/mm/slub.rst', 'mm/slub.c', 'arch/mips/mm/init.c')).toBe(false)
  })

  it('when it is a merge or a root, or its files are not known', () => {
    const range = [
      commit('merge', [], ['one', 'other']),
      commit('root', ['MAINTAINERS'], []),
      commit('unknown', undefined),
      commit('docs', ['MAINTAINERS']),
    ]
    expect([...predictNoops(range, ARM64)]).toEqual(['docs'])
  })
})

it('nothing is predicted while no inputs are known', () => {
  expect(isNoop(new Set(), 'MAINTAINERS')).toBe(false)
})

const path = fc
  .tuple(
    fc.array(
      fc.constantFrom('arch', 'arm64', 'x86', 'include', 'linux', 'asm', 'uapi', 'mm', 'tools', 'objtool', 'lib'),
      {
        maxLength: 4,
      },
    ),
    fc.constantFrom('a.c', 'a.h', 'b.h', 'Makefile', 'Kconfig', 'x.tbl', 'README', 'head.S', 'y.rst'),
  )
  .map(([directories, name]) => [...directories, name].join('/'))

it('knowing more inputs never predicts more', () => {
  fc.assert(
    fc.property(fc.array(path, { minLength: 1 }), fc.array(path), fc.array(fc.array(path)), (some, more, changes) => {
      const range = changes.map((paths, at) => commit(String(at), paths))
      const before = predictNoops(range, new Set(some))
      for (const hash of predictNoops(range, new Set([...some, ...more]))) expect(before).toContain(hash)
    }),
  )
})

it('a commit that touches an input is never predicted to change nothing', () => {
  fc.assert(
    fc.property(fc.array(path, { minLength: 1 }), fc.array(path), fc.nat(), (inputs, others, pick) => {
      const touched = inputs[pick % inputs.length] ?? ''
      expect(isNoop(new Set(inputs), ...others, touched)).toBe(false)
    }),
  )
})
