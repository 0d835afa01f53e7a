import { IGNORABLE_CHECKS } from '@kbisect/git'
import { readSettings } from '@kbisect/settings'
import { expect, test } from 'vitest'

test('the setting takes the very checks that git may ignore', () => {
  const read = (checks: string) => readSettings({ KBISECT_GIT_FSCK_IGNORE: checks }).gitIgnoredChecks
  expect(read(IGNORABLE_CHECKS.join(','))).toEqual(IGNORABLE_CHECKS)
  expect(readSettings({}).gitIgnoredChecks).toEqual([])
  for (const check of ['hasDotgit', 'gitmodulesUrl', 'unterminatedHeader', 'nullsha1'])
    expect(() => read(check), check).toThrow(`duplicateEntries`)
  expect(() => read([...IGNORABLE_CHECKS, 'more'].join(','))).toThrow('KBISECT_GIT_FSCK_IGNORE')
})
