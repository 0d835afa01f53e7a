import type { Regression } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { formOfRegression } from './regression-to-form.ts'

const regression: Regression = {
  id: 'regression1',
  bisectionId: null,
  tree: 'next',
  branch: 'master',
  good: 'a'.repeat(40),
  bad: 'b'.repeat(40),
  target: 'arm64/kasan',
  architecture: 'arm64',
  test: 'console',
  signature: { kind: 'oops', function: 'cma_alloc', text: 'oops in cma_alloc' },
  foundAt: '2026-11-20T10:00:00Z',
  source: 'kcidb',
  state: 'open',
  triage: null,
  culprit: null,
  label: null,
}

test('its boundaries, its failure and a target of before that is called as its own fill the form', () => {
  const kasan = { name: 'kasan', content: 'CONFIG_KASAN=y\n' }
  const used = [{ name: 'arm64/kasan', request: { architecture: 'arm64' as const, fragments: [kasan] } }]
  expect(formOfRegression(regression, used)).toMatchObject({
    tree: 'next',
    good: 'a'.repeat(40),
    bad: 'b'.repeat(40),
    branch: 'master',
    architecture: 'arm64',
    fragments: [kasan],
    test: 'console',
    failureKind: 'oops',
    failureFunction: 'cma_alloc',
  })
})

test('a failure of a kind that nobody can ask for, and an unknown target, leave their fields empty', () => {
  const strange = { ...regression, branch: null, signature: { kind: 'tripped', text: 'tripped' } }
  expect(formOfRegression(strange, [])).toMatchObject({
    failureKind: '',
    failureFunction: '',
    branch: '',
    architecture: 'arm64',
    base: 'defconfig',
    fragments: [],
  })
})
