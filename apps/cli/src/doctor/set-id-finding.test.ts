import { expect, test } from 'vitest'
import { mountOf, setIdFinding } from './set-id-finding.ts'

const MOUNTS = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 254:1 / /var/lib rw,nosuid,relatime shared:2 - ext4 /dev/vdb rw
31 30 254:2 / /var/lib/with\\040blank rw,relatime - ext4 /dev/vdc rw
32 22 254:3 / /srv rw,relatime - ext4 /dev/vdd rw
33 22 254:4 / /srv rw,nosuid - ext4 /dev/vde rw
`

test.each([
  ['/var/lib/kbisect', '/var/lib'],
  ['/var/library', '/'],
  ['/var/lib/with blank/state', '/var/lib/with blank'],
  ['/', '/'],
])('the mount of %s is the one at %s', (path, place) => {
  expect(mountOf(path, MOUNTS)?.place).toBe(place)
})

test('the doctor names a file system of the state that is mounted without nosuid, and says what to do', () => {
  const finding = setIdFinding('/home/me/state', MOUNTS)
  expect(finding).toMatchObject({ state: 'limited', hint: expect.stringContaining('nosuid') })
  expect(finding.detail).toContain('/home/me/state (/)')
})

test('the doctor is content with nosuid, also where a later mount brings it', () => {
  expect(setIdFinding('/var/lib/kbisect', MOUNTS)).toMatchObject({ state: 'ok' })
  expect(setIdFinding('/srv/state', MOUNTS)).toMatchObject({ state: 'ok' })
})

test('the doctor does not take a mount that it cannot find for a safe one', () => {
  expect(setIdFinding('/srv/state', '')).toMatchObject({ state: 'limited' })
})
