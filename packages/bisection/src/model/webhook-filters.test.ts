import type { WebhookFilters } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { type MessageFacts, wants } from './webhook-filters.ts'

const culprit: MessageFacts = {
  tree: 'next',
  branch: 'for-next/fixes',
  architectures: ['arm64', 'arm'],
  paths: ['mm/cma.c', 'include/linux/cma.h'],
  author: 'Ann O. Author <ann@example.org>',
  outcome: 'culprit',
}
const started: MessageFacts = {
  ...culprit,
  branch: null,
  architectures: ['arm64'],
  paths: undefined,
  author: undefined,
  outcome: undefined,
}

test.each<[WebhookFilters, boolean, boolean]>([
  [{}, true, true],
  [{ trees: ['next'] }, true, true],
  [{ trees: ['mainline', 'next'] }, true, true],
  [{ trees: ['nex'] }, false, false],
  [{ branches: ['for-*'] }, true, false],
  [{ branches: ['master'] }, false, false],
  [{ architectures: ['arm64'] }, true, true],
  [{ architectures: ['arm'] }, true, false],
  [{ architectures: ['x86_64'] }, false, false],
  [{ paths: ['mm/**'] }, true, false],
  [{ paths: ['net/**', 'include/linux/cma.h'] }, true, false],
  [{ paths: ['fs/**'] }, false, false],
  [{ authors: ['ANN@EXAMPLE'] }, true, false],
  [{ authors: ['o. author'] }, true, false],
  [{ authors: ['bob'] }, false, false],
  [{ outcomes: ['culprit'] }, true, true],
  [{ outcomes: ['range', 'error'] }, false, true],
  [{ trees: ['next'], paths: ['mm/**'], authors: ['ann'] }, true, false],
  [{ trees: ['next'], paths: ['mm/**'], authors: ['bob'] }, false, false],
])('%j: a culprit %j, a start %j', (filters, ofCulprit, ofStart) => {
  expect([wants(filters, culprit), wants(filters, started)]).toEqual([ofCulprit, ofStart])
})

test('a merge whose files are not known matches no path', () => {
  expect(wants({ paths: ['**'] }, { ...culprit, paths: [] })).toBe(false)
})
