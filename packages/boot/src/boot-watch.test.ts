import { describe, expect, test } from 'vitest'
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

test('what a boot waits for the host is not held against it, and starves it in the end', () => {
  const boot = (wall: number, waitedSeconds: number) => at(wall, { cpuSeconds: 5, consoleBytes: wall, waitedSeconds })
  expect(look([boot(100, 1), boot(120, 21), boot(121, 21)])).toEqual([undefined, undefined, 'deadline'])
  expect(look([boot(100, 60), boot(199, 110), boot(200, 110)])).toEqual([undefined, undefined, 'starved'])
})

test('more console than allowed is a flood', () => {
  expect(look([at(1, { consoleBytes: 1000 })])).toEqual(['flood'])
})

describe('where each CPU second makes room for some bytes', () => {
  const limits = {
    cpuSeconds: 1000,
    wallSeconds: 1000,
    consoleBytes: 1 << 20,
    flood: { bytes: 1000, bytesPerCpuSecond: 100 },
  }
  /** A boot that prints so many bytes in each CPU second, until it is stopped or 300 are over. */
  const talk = (bytesAt: (second: number) => number, watch = new BootWatch({ ...LIMITS, ...limits })) => {
    let consoleBytes = 0
    for (let second = 1; second <= 300; second++) {
      consoleBytes += bytesAt(second)
      const ending = watch.look(at(second * 3, { cpuSeconds: second, consoleBytes }))
      if (ending) return [ending, second]
    }
    return ['goes on', 300]
  }

  test('a kernel that prints faster for long floods its console', () => {
    expect(talk(() => 600)).toEqual(['flood', 2])
    expect(talk(() => 200)).toEqual(['flood', 10])
  })

  test('one that says much as it starts, or now and then, does not', () => {
    expect(talk((second) => (second === 1 ? 900 : 90))).toEqual(['goes on', 300])
    expect(talk((second) => (second % 5 === 0 ? 490 : 0))).toEqual(['goes on', 300])
  })

  test('a test has four times the room, from its start', () => {
    const watch = new BootWatch({ ...LIMITS, ...limits })
    watch.look(at(1, { cpuSeconds: 1, consoleBytes: 900 }))
    watch.progress('testing', 1)
    expect(watch.look(at(2, { cpuSeconds: 2, consoleBytes: 900 + 3900 }))).toBeUndefined()
    expect(watch.look(at(3, { cpuSeconds: 3, consoleBytes: 900 + 3900 + 1000 }))).toBe('flood')
  })

  test('a guest that the host lets wait is judged by its own CPU seconds alone', () => {
    const watch = new BootWatch({ ...LIMITS, ...limits })
    expect(watch.look(at(1, { cpuSeconds: 0.1, consoleBytes: 500, waitedSeconds: 0.9 }))).toBeUndefined()
    expect(watch.look(at(500, { cpuSeconds: 10, consoleBytes: 1900, waitedSeconds: 490 }))).toBeUndefined()
  })

  test('after the answer nothing is a flood any more', () => {
    const watch = new BootWatch({ ...LIMITS, ...limits })
    watch.progress('answered', 1)
    expect(watch.look(at(1.1, { cpuSeconds: 1, consoleBytes: 5000 }))).toBeUndefined()
  })
})

describe('where a byte is worth so many CPU seconds', () => {
  const limits = { cpuSeconds: 1000, silenceCpuSeconds: 10, cpuSecondsPerByte: 0.5, consoleBytes: 100_000 }
  /**
   * A boot that prints so many bytes in each second and spends it on the CPU, until it is stopped
   * or 300 s are over.
   */
  const talk = (bytesAt: (second: number) => number): [string, number] => {
    const watch = new BootWatch({ ...LIMITS, ...limits, wallSeconds: 301 })
    let consoleBytes = 0
    for (let second = 1; second <= 300; second++) {
      consoleBytes += bytesAt(second)
      const ending = watch.look(at(second, { cpuSeconds: second, consoleBytes }))
      if (ending) return [ending, second]
    }
    return ['goes on', 300]
  }

  test('a slow kernel that goes on printing is not hung', () => {
    expect(talk(() => 2)).toEqual(['goes on', 300])
    expect(talk((second) => (second % 8 === 0 ? 16 : 0))).toEqual(['goes on', 300])
  })

  test('silence is, when it has lasted for the limit, whatever was printed before', () => {
    expect(talk((second) => (second <= 50 ? 1000 : 0))).toEqual(['hung', 60])
    expect(talk(() => 0)).toEqual(['hung', 10])
  })

  test('silence that a report interrupts now and then is a hang too', () => {
    expect(talk((second) => (second % 9 === 0 ? 4 : 0))).toEqual(['hung', 12])
  })

  test('printing ever slower is', () => {
    const [ending, second] = talk((at) => (at < 20 ? 10 : 1))
    expect([ending, second]).toEqual(['hung', 39])
  })
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

test('a guest that idles on a busy host is hung too, though it waits for each tick', () => {
  const ticking = at(21, { cpuSeconds: 0.5, waitedSeconds: 6, consoleBytes: 5 })
  expect(look([at(1, { consoleBytes: 5 }), ticking])).toEqual([undefined, 'hung'])
})

test('a guest that is silent because the host runs others is not', () => {
  const starved = at(60, { cpuSeconds: 0.5, waitedSeconds: 58, consoleBytes: 5 })
  expect(look([at(1, { consoleBytes: 5 }), starved])).toEqual([undefined, undefined])
})

test('a test may idle for as long as it likes, and compute in silence from a full purse', () => {
  const watch = new BootWatch({ ...LIMITS, silenceCpuSeconds: 4 })
  look([at(1, { cpuSeconds: 3 })], {}, watch)
  watch.progress('testing', 1)
  const samples = [at(80, { cpuSeconds: 3.5 }), at(90, { cpuSeconds: 6.5 }), at(91, { cpuSeconds: 7 })]
  expect(look(samples, {}, watch)).toEqual([undefined, undefined, 'hung'])
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
