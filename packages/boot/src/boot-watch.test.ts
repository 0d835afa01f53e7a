import { expect, test } from 'vitest'
import { BootWatch, type Sample } from './boot-watch.ts'
import type { BootLimits } from './request.ts'

const LIMITS: BootLimits = { cpuSeconds: 10, wallSeconds: 100, consoleBytes: 1000 }

const at = (wallSeconds: number, rest: Partial<Sample> = {}): Sample => ({
  wallSeconds,
  cpuSeconds: 0,
  waitedSeconds: 0,
  consoleBytes: 0,
  ...rest,
})

/** What the watch says to each sample of a boot that is still going on. */
const look = (samples: Sample[], limits: Partial<BootLimits> = {}, watch = new BootWatch({ ...LIMITS, ...limits })) =>
  samples.map((sample) => watch.look(sample))

test('a boot goes on while it speaks and its CPU seconds last', () => {
  const samples = [10, 20, 30, 90].map((wall) => at(wall, { cpuSeconds: wall / 10, consoleBytes: wall }))
  expect(look(samples)).toEqual([undefined, undefined, undefined, undefined])
})

test('its CPU seconds are spent: hung, though it still speaks', () => {
  expect(look([at(10, { cpuSeconds: 10, consoleBytes: 5 })])).toEqual(['hung'])
})

test('the wall clock is the last limit', () => {
  expect(look([at(100, { cpuSeconds: 9, consoleBytes: 5 })])).toEqual(['deadline'])
})

test('more console than allowed is a flood', () => {
  expect(look([at(1, { consoleBytes: 1000 })])).toEqual(['flood'])
})

test('CPU seconds without a byte count from the last byte', () => {
  const samples = [
    at(1, { cpuSeconds: 1, consoleBytes: 5 }),
    at(2, { cpuSeconds: 2.9, consoleBytes: 5 }),
    at(3, { cpuSeconds: 3, consoleBytes: 5 }),
  ]
  expect(look(samples, { silenceCpuSeconds: 2 })).toEqual([undefined, undefined, 'hung'])
})

test('a guest that idles in silence is hung after 20 seconds', () => {
  expect(look([at(1, { consoleBytes: 5 }), at(20, { cpuSeconds: 0.5, consoleBytes: 5 })])).toEqual([
    undefined,
    undefined,
  ])
  expect(look([at(1, { consoleBytes: 5 }), at(21, { cpuSeconds: 0.5, consoleBytes: 5 })])).toEqual([undefined, 'hung'])
})

test('a guest that is silent because the host runs others is not', () => {
  const starved = at(60, { cpuSeconds: 0.5, waitedSeconds: 58, consoleBytes: 5 })
  expect(look([at(1, { consoleBytes: 5 }), starved])).toEqual([undefined, undefined])
})

test('a test may be silent for as long as its limits last', () => {
  const watch = new BootWatch({ ...LIMITS, silenceCpuSeconds: 1 })
  watch.progress('testing', 1)
  expect(look([at(50, { cpuSeconds: 9 }), at(60, { cpuSeconds: 10 })], {}, watch)).toEqual([undefined, 'hung'])
})

test('after the answer it has a second of silence, and three seconds in all', () => {
  const quiet = new BootWatch(LIMITS)
  quiet.progress('answered', 5)
  expect(
    look([at(5, { consoleBytes: 5 }), at(5.9, { consoleBytes: 5 }), at(6, { consoleBytes: 5 })], {}, quiet),
  ).toEqual([undefined, undefined, 'stopped'])
  const talking = new BootWatch(LIMITS)
  talking.progress('answered', 5)
  talking.progress('continue', 5.5)
  const samples = [5, 6, 7, 7.9, 8].map((wall, index) => at(wall, { consoleBytes: index + 1 }))
  expect(look(samples, {}, talking)).toEqual([undefined, undefined, undefined, undefined, 'stopped'])
})
