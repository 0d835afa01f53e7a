import { expect, test } from 'vitest'
import { chooseAccount } from './sandbox-account.ts'

const whole = '         0          0 4294967295\n'
const root = { uid: 0, uidMap: whole, gidMap: whole, passwd: 'root:x:0:0:root:/root:/bin/sh\n' }

test('root runs code under test as ids that no account has', () => {
  expect(chooseAccount(root)).toEqual({ uid: 60_867, gid: 60_867 })
})

test('root runs code under test as the account made for it', () => {
  const passwd = `${root.passwd}kbisect-sandbox:x:990:991::/nonexistent:/usr/sbin/nologin\n`
  expect(chooseAccount({ ...root, passwd })).toEqual({ uid: 990, gid: 991 })
  expect(chooseAccount({ ...root, passwd: 'kbisect-sandbox:x:0:0::/:/bin/sh\n' })).toEqual({ uid: 60_867, gid: 60_867 })
})

test('an ordinary user runs code under test as itself', () => {
  expect(chooseAccount({ ...root, uid: 1000 })).toBe('self')
})

test('root of a container with too few ids runs code under test as itself only where it is not root outside', () => {
  expect(chooseAccount({ ...root, uidMap: '0 1000 1\n', gidMap: '0 1000 1\n' })).toBe('self')
  expect(chooseAccount({ ...root, uidMap: '0 1000 1\n1 100000 65536\n', gidMap: '0 1000 1\n' })).toBe('self')
  expect(chooseAccount({ ...root, uidMap: '0 0 1\n', gidMap: '0 0 1\n' })).toBe('none')
  expect(chooseAccount({ ...root, uidMap: '0 0 1000\n', gidMap: whole })).toBe('none')
})

test('root of a container with enough ids has an account for code under test', () => {
  const maps = { uidMap: '0 1000 1\n1 100000 65536\n', gidMap: '0 1000 1\n1 100000 65536\n' }
  expect(chooseAccount({ ...root, ...maps })).toEqual({ uid: 60_867, gid: 60_867 })
})
