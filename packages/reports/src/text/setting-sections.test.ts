import { expect, test } from 'vitest'
import { culpritResult, inputFor, target } from '../report-input.fixture.ts'
import { settingFields } from './setting-sections.ts'

test('the report names the guest where it is another than the default', () => {
  const guestOf = (guest?: { memoryMegabytes: number; cpus: number }) =>
    settingFields(inputFor(culpritResult, { targets: [target('arm64', guest ? { guest } : {})] })).find(
      ([name]) => name === 'Guest',
    )
  expect(guestOf()).toBeUndefined()
  expect(guestOf({ memoryMegabytes: 1024, cpus: 2 })).toEqual(['Guest', '1024 MiB of memory, 2 CPUs'])
})
