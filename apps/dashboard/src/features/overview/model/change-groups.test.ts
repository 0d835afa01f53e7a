import { expect, test } from 'vitest'
import { change } from '../../../fixture/overview.fixture.ts'
import { changeGroups } from './change-groups.ts'

test('what is to be acted on comes before what is over, and each kind keeps its order', () => {
  const groups = changeGroups([change('fixed'), change('gone'), change('found', 'arm'), change('found', 'arm64')])
  expect(groups.map(({ title, changes }) => [title, changes.map(({ target }) => target)])).toEqual([
    ['New regressions', ['arm', 'arm64']],
    ['Gone', ['arm64']],
    ['Fixed', ['arm64']],
  ])
  expect(changeGroups([])).toEqual([])
})
