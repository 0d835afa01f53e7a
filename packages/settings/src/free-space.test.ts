import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FreeSpace, FreeSpaceWatch, freeSpaceWords, readFreeSpace } from './free-space.ts'

let stateDir: string
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'kbisect-space-'))
})
afterEach(() => rmSync(stateDir, { recursive: true }))

const place = (diskReserveBytes: number) => ({ stateDir, ccacheDir: join(stateDir, 'ccache'), diskReserveBytes })

test('the free space is low below the reserve and not otherwise', async () => {
  expect(await readFreeSpace(place(0))).toMatchObject({ low: false, place: stateDir })
  expect(await readFreeSpace(place(2 ** 62))).toMatchObject({ low: true, reserveBytes: 2 ** 62 })
})

test('a state directory that is not there yet is not full', async () => {
  expect(await readFreeSpace({ ...place(1), stateDir: '/no/such', ccacheDir: '/no/such' })).toMatchObject({
    low: false,
  })
})

test('a state directory that is not there yet has the room of the directory in which it will be', async () => {
  const { blocks, bsize } = statfsSync(stateDir)
  const later = join(stateDir, 'later/state')
  const space = await readFreeSpace({ ...place(0), stateDir: later, ccacheDir: later })
  expect(space.place).toBe(later)
  expect(space.freeBytes).toBeLessThanOrEqual(blocks * bsize)
})

test('a watch says at its start that the space is low, and no more while nothing changes', async () => {
  const seen: FreeSpace[] = []
  const watch = new FreeSpaceWatch(place(2 ** 62), (space) => seen.push(space))
  await watch.start()
  watch.stop()
  expect([watch.low, seen.length]).toEqual([true, 1])
})

test('the words name the place, what is free, and the setting of the reserve', () => {
  const space = { place: '/state', freeBytes: 2 ** 29, reserveBytes: 2 ** 31, low: true }
  expect(freeSpaceWords(space)).toBe(
    '0.50 GiB are free at /state, less than the reserve of 2.00 GiB (KBISECT_DISK_RESERVE_BYTES)',
  )
})
