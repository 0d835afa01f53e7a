import { expect, test } from 'vitest'
import { emptyWatchForm } from './watch-form.ts'
import { missingOfWatch, namingBranches } from './watch-inputs.ts'

test('a form without name, tree and branches lacks these three, and one with them nothing', () => {
  expect(missingOfWatch(emptyWatchForm())?.map(({ field }) => field)).toEqual(['name', 'tree', 'branches'])
  expect(missingOfWatch({ ...emptyWatchForm('lab'), name: 'next', branches: 'master' })).toBeUndefined()
})

test('an error of one branch names it, and other errors stay as they are', () => {
  const form = { branches: 'master\n\nrefs/heads/x' }
  const errors = [
    { field: 'branches.1', message: 'is the whole name of a ref' },
    { field: 'branches[0]', message: 'master is odd' },
    { field: 'branches', message: 'is missing' },
    { field: 'runs', message: 'is no number' },
  ]
  expect(namingBranches(errors, { ...emptyWatchForm(), ...form }).map(({ message }) => message)).toEqual([
    'refs/heads/x is the whole name of a ref',
    'master is odd',
    'is missing',
    'is no number',
  ])
})
