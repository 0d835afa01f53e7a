import { describe, expect, test } from 'vitest'
import type { RangeCommit, Suspects } from '../model/facts.ts'
import { type FailureContext, suspectsFrom, suspicionOf } from './suspicion.ts'

function commit(subject: string, paths?: readonly string[], parents: readonly string[] = ['p']): RangeCommit {
  const author = { committedAt: 0, authoredAt: 0, authorName: 'A', authorEmail: 'a@example.org' }
  return { hash: subject, parents, subject, ...author, ...(paths ? { paths } : {}) }
}

const trace: Suspects = {
  functions: [
    { name: 'cma_init_reserved_mem', files: ['mm/cma.c'] },
    { name: 'dma_contiguous_reserve_area', files: ['kernel/dma/contiguous.c'] },
    { name: 'arm64_memblock_init', files: ['arch/arm64/mm/init.c'] },
    { name: 'setup_arch', files: ['arch/arm/kernel/setup.c', 'arch/arm64/kernel/setup.c', 'arch/x86/kernel/setup.c'] },
    { name: 'start_kernel', files: ['init/main.c'] },
    { name: '__primary_switched', files: [] },
  ],
}

const weight = (of: RangeCommit, suspects: Suspects | undefined, about: FailureContext = { architecture: 'arm64' }) =>
  suspicionOf([of], suspects, about).get(of.hash) ?? Number.NaN

const touching = (...paths: string[]) => weight(commit('change', paths), trace)

describe('a commit that broke the memory areas', () => {
  const culprit = commit('mm/cma: make number of CMA areas dynamic, remove CONFIG_CMA_AREAS', [
    'mm/cma.c',
    'mm/Kconfig',
  ])
  const others = [
    commit('mm/page_alloc: count pages again', ['mm/page_alloc.c', 'mm/internal.h']),
    commit('arm64: mm: reserve less', ['arch/arm64/mm/init.c', 'arch/arm64/mm/mmu.c']),
    commit('dma-contiguous: one area for each node', ['kernel/dma/contiguous.c']),
    commit('init: print more', ['init/main.c']),
    commit('ARM: mm: reserve less', ['arch/arm/mm/init.c']),
    commit('Documentation: mm/cma: explain the areas', ['Documentation/mm/cma.rst']),
    commit('treewide: fix spelling', ['mm/cma.c', ...Array.from({ length: 400 }, (_, at) => `drivers/net/n${at}.c`)]),
    commit('Merge tag for-6.2', undefined, ['p', 'q']),
    ...Array.from({ length: 500 }, (_, at) => commit(`net: change ${at}`, [`net/core/file${at}.c`])),
  ]

  test('ranks first among hundreds of others, and its file and subject both count', () => {
    const weights = suspicionOf([...others, culprit], trace, { architecture: 'arm64' })
    const ranked = [...weights].toSorted(([, a], [, b]) => b - a)
    expect(ranked[0]?.[0]).toBe(culprit.hash)
    expect(weights.get(culprit.hash)).toBeGreaterThan(1.2 * (ranked[1]?.[1] ?? 0))
    expect(weights.size).toBe(others.length + 1)
  })

  test('holds a share of the suspicion that is worth several tests', () => {
    const weights = suspicionOf([...others, culprit], trace, { architecture: 'arm64' })
    const all = [...weights.values()].reduce((sum, one) => sum + one, 0)
    expect((weights.get(culprit.hash) ?? 0) / all).toBeGreaterThan((1 / weights.size) * 2 ** 3)
  })
})

describe('files', () => {
  test('of the trace count by depth, and above all others', () => {
    const depths = [
      'mm/cma.c',
      'kernel/dma/contiguous.c',
      'arch/arm64/mm/init.c',
      'init/main.c',
      'arch/arm64/lib/copy.S',
      'net/core/dev.c',
    ].map((path) => touching(path))
    expect(depths).toEqual(depths.toSorted((a, b) => b - a))
    expect(new Set(depths).size).toBe(depths.length)
    expect(depths[0]).toBe(20)
    expect(depths.at(-1)).toBe(1)
  })

  test('beside a file of the trace, and headers of its name, count for a few', () => {
    for (const path of ['mm/page_alloc.c', 'include/linux/cma.h']) {
      expect(touching(path)).toBeGreaterThan(3)
      expect(touching(path)).toBeLessThan(6)
    }
    expect(touching('include/linux/mm.h')).toBe(1)
  })

  test('of the architecture that fails count for some, and descriptions of its boards for none', () => {
    expect(touching('arch/arm64/crypto/aes.c')).toBe(2.5)
    expect(touching('arch/arm64/boot/dts/vendor/board.dts')).toBe(1)
    expect(weight(commit('x', ['arch/x86/lib/copy.c']), trace, { architecture: 'x86_64' })).toBe(2.5)
  })

  test.each([
    ['Documentation/mm/cma.rst'],
    ['arch/x86/kernel/setup.c', 'arch/arm/kernel/setup.c'],
    ['tools/testing/selftests/mm/test.c', 'samples/a.c', 'MAINTAINERS', '.gitignore', 'drivers/net/README.md'],
    [],
  ])('that belong to no kernel of this architecture are hardly worth a test: %s', (...paths) => {
    expect(touching(...paths)).toBe(0.2)
  })

  test('of no kernel take nothing away from others of the same commit', () => {
    expect(touching('Documentation/mm/cma.rst', 'mm/cma.c', 'arch/x86/mm/init.c')).toBe(touching('mm/cma.c'))
  })

  test('of other architectures that define the same function are not in the trace', () => {
    const setup = (name: string) => ({ functions: [{ name: 'setup_arch', files: [`arch/${name}/kernel/setup.c`] }] })
    const change = commit('setup', ['arch/arm64/kernel/setup.c'])
    expect(weight(change, setup('arm64'))).toBeGreaterThan(20)
    expect(weight(change, setup('x86'))).toBe(2.5)
  })

  test('that are several of one function share its weight', () => {
    const files = ['drivers/a.c', 'drivers/b.c']
    expect(weight(commit('x', ['drivers/a.c']), { functions: [{ name: 'probe', files }] })).toBe(1 + 19 / 2)
  })

  test('that the report itself names count as the innermost', () => {
    const change = commit('x', ['mm/slub.c'])
    expect(weight(change, undefined, { architecture: 'arm', place: 'mm/slub.c:123' })).toBe(20)
    for (const place of ['kernel', 'exit status 1', 'Unable to handle kernel paging request', '../x.c'])
      expect(weight(change, undefined, { architecture: 'arm', place })).toBe(1)
  })
})

describe('with the files of an image', () => {
  const about = {
    architecture: 'arm64',
    inputs: new Set(['mm/cma.c', 'lib/string.c', 'arch/arm/include/asm/x.h']),
  } as const
  const built = (...paths: string[]) => weight(commit('change', paths), trace, about)

  test('a commit that touches one of them is worth more, and one that touches none less', () => {
    expect(built('lib/string.c')).toBe(2)
    expect(built('net/core/dev.c', 'lib/string.c')).toBe(2)
    expect(built('net/core/dev.c')).toBe(0.3)
    expect(built('mm/absent.c')).toBeLessThan(built('lib/string.c'))
    expect(built('mm/cma.c')).toBe(21)
  })

  test('Makefiles, Kconfig files and scripts may change any of them', () => {
    for (const path of ['net/Makefile', 'net/Kconfig', 'net/Kconfig.debug', 'scripts/link-vmlinux.sh'])
      expect(built(path)).toBe(1)
  })

  test("another architecture's file that goes into it is no stranger", () => {
    expect(built('arch/arm/include/asm/x.h')).toBe(2)
  })
})

describe('subjects', () => {
  const silent = (subject: string) => weight(commit(subject, ['lib/other.c']), trace)

  test.each(['mm/cma: x', 'mm: cma: x', 'cma: x', 'MM: CMA: x', 'Revert "mm/cma: x"', 'dma-contiguous: x'])(
    'that name a file of the trace count without touching it: %s',
    (subject) => expect(silent(subject)).toBeGreaterThan(5),
  )

  test.each(['mm: x', 'x: cma', 'cma x', 'net: cmake: x', '', ':'])('that name none do not: %s', (subject) =>
    expect(silent(subject)).toBe(1),
  )
})

describe('commits whose files are not known', () => {
  test('are ordinary, and merges seldom the culprit, whatever they are called', () => {
    expect(weight(commit('start', undefined, []), trace)).toBe(1)
    expect(weight(commit('ordinary'), trace)).toBe(1)
    expect(weight(commit('mm/cma: x'), trace)).toBeGreaterThan(5)
    expect(weight(commit('mm/cma: merge', undefined, ['p', 'q']), trace)).toBe(0.3)
  })
})

test('without a trace the architecture still counts', () => {
  expect(weight(commit('mm/cma: x', ['mm/cma.c']), undefined)).toBe(1)
  expect(weight(commit('x', ['arch/arm64/mm/init.c']), undefined)).toBe(2.5)
})

describe('the functions to look up', () => {
  test('are those of the trace, and the one that names the failure first when it is not among them', () => {
    const looked = (name: string) => suspectsFrom({ kind: 'oops', text: '', trace: ['f', 'g'], function: name })
    expect(looked('f')).toEqual(['f', 'g'])
    expect(looked('h')).toEqual(['h', 'f', 'g'])
    expect(suspectsFrom({ kind: 'oops', text: '', function: 'f' })).toEqual(['f'])
    expect(suspectsFrom({ kind: 'hang', text: '' })).toEqual([])
  })

  test('are at most 16', () => {
    const names = Array.from({ length: 24 }, (_, at) => `f${at}`)
    expect(suspectsFrom({ kind: 'oops', text: '', trace: names })).toEqual(names.slice(0, 16))
  })
})

test('weighing a range looks at each path of each commit a few times, however long the range is', () => {
  const looks = { count: 0 }
  class Inputs extends Set<string> {
    override has(path: string): boolean {
      looks.count++
      return super.has(path)
    }
  }
  const paths = Array.from({ length: 6 }, (_, at) => `drivers/net/ethernet/vendor/file${at}.c`)
  const range = Array.from({ length: 20_000 }, (_, at) => ({
    ...commit(`net: vendor: change ${at}`, paths),
    get paths() {
      looks.count++
      return paths
    },
  }))
  suspicionOf(range, trace, { architecture: 'arm64', inputs: new Inputs(paths) })
  expect(looks.count).toBeLessThanOrEqual(20_000 * 2 * paths.length)
})
