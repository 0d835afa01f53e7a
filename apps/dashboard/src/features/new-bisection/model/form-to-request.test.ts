import type { BisectionRequest } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { cellKey, emptyForm } from '../../../model/new-bisection.ts'
import { targetFields } from '../../../model/target-form.ts'
import { requestOfForm } from './form-to-request.ts'
import { formOfRequest } from './request-to-form.ts'

const filled = { ...emptyForm(), tree: 'lab', good: ' v6.10 ', bad: 'v6.11-rc1' }

test('what was left empty is left out', () => {
  expect(requestOfForm(filled)).toEqual({
    tree: 'lab',
    good: 'v6.10',
    bad: 'v6.11-rc1',
    target: { architecture: 'x86_64', config: 'defconfig' },
  })
})

test('the matrix becomes further targets, row by row, and never the main target', () => {
  const kasan = { key: 'v1', file: { key: 'v1', name: 'kasan', content: 'CONFIG_KASAN=y\n' } }
  const form = {
    ...filled,
    variants: [...filled.variants, kasan],
    cells: ['x86_64 same', 'x86_64 v1', 'arm same', 'arm64 tinyconfig', 'arm64 defconfig'],
  }
  expect(requestOfForm(form).alsoTest).toEqual([
    { architecture: 'arm' },
    { name: 'arm64/tinyconfig', architecture: 'arm64', config: 'tinyconfig' },
    { architecture: 'x86_64', fragments: [{ name: 'kasan', content: 'CONFIG_KASAN=y\n' }] },
  ])
})

test('a column of the main target’s own base counts for nothing until the base is another', () => {
  const form = { ...filled, cells: [cellKey('arm', 'defconfig')] }
  expect(requestOfForm(form).alsoTest).toBeUndefined()
  expect(requestOfForm({ ...form, base: 'tinyconfig' }).alsoTest).toHaveLength(1)
})

test('a number that is none is sent as typed, so that the answer can name it', () => {
  expect(requestOfForm({ ...filled, builds: '12', boundaries: 'many' })).toMatchObject({
    budget: { builds: 12 },
    runs: { boundaries: 'many' },
  })
})

test('where any failure counts, none is looked for', () => {
  const form = { ...filled, failureKind: 'oops' as const, failureFunction: 'cma_alloc' }
  expect(requestOfForm(form).failure).toEqual({ kind: 'oops', function: 'cma_alloc' })
  expect(requestOfForm({ ...form, match: 'any' })).not.toHaveProperty('failure')
})

const whole: BisectionRequest = {
  tree: 'next',
  good: 'v6.10',
  bad: 'next-20260901',
  branch: 'master',
  target: {
    architecture: 'arm64',
    config: { name: 'board', content: 'CONFIG_A=y\n' },
    fragments: [{ name: 'lab', content: 'CONFIG_B=y\n' }],
    toolchain: 'clang-19',
    cmdline: 'cma=16M quiet',
    guest: {
      memoryMegabytes: 1024,
      cpus: 2,
      network: 'user',
      disks: [{ megabytes: 64 }, { megabytes: 1024 }],
      devices: ['nvme', 'usb'],
    },
  },
  test: { kind: 'console', pattern: 'Oops', expect: 'absent' },
  alsoTest: [
    { architecture: 'arm' },
    { name: 'arm/defconfig', architecture: 'arm', config: 'defconfig' },
    { architecture: 'arm64', fragments: [{ name: 'kasan', content: 'CONFIG_KASAN=y\n' }] },
    { architecture: 'x86_64', fragments: [{ name: 'kasan', content: 'CONFIG_KASAN=y\n' }] },
    { architecture: 'x86_64', toolchain: 'gcc' },
    { architecture: 'arm', guest: { cpus: 1 } },
  ],
  failure: { kind: 'oops', function: 'cma_alloc', message: 'paging request' },
  warnings: 'fail',
  runs: { boundaries: 20, confirm: 5 },
  budget: { builds: 100, bootCpuSeconds: 60, bootWallSeconds: 300 },
}

test('a request comes back from its form as it was', () => {
  expect(requestOfForm(formOfRequest(whole))).toEqual(whole)
  const script: BisectionRequest = { ...whole, test: { kind: 'script', script: 'exit 0\n' } }
  expect(requestOfForm(formOfRequest(script)).test).toEqual(script.test)
  const kunit: BisectionRequest = { ...whole, test: { kind: 'kunit', suite: 'list_sort', options: ['A', 'CONFIG_B'] } }
  expect(requestOfForm(formOfRequest(kunit)).test).toEqual(kunit.test)
})

test('equal fragments share a column, and what the matrix cannot show is kept', () => {
  const form = formOfRequest(whole)
  expect(form.variants.map(({ key }) => key)).toEqual(['same', 'defconfig', 'tinyconfig', 'file-3'])
  expect(form.others).toEqual([
    { architecture: 'x86_64', toolchain: 'gcc' },
    { architecture: 'arm', guest: { cpus: 1 } },
  ])
})

test('a target that is chosen empties what it does not name', () => {
  expect(targetFields({ architecture: 'arm' })).toEqual({
    architecture: 'arm',
    base: 'defconfig',
    own: { name: '', content: '' },
    fragments: [],
    toolchain: '',
    cmdline: '',
    memory: '',
    cpus: '',
    network: 'none',
    disks: '',
    devices: [],
  })
})
