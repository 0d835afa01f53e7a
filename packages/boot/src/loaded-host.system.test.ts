import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type RunningCommand, start } from '@kbisect/exec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boot } from './boot.ts'
import { ARCHITECTURES, type Architecture } from './machines.ts'
import { listen, NONCE, ToyBoots, type ToyChange } from './toy-boots.fixture.ts'

const toys = new ToyBoots()
let others: RunningCommand[] = []

// What a bisection of the toy learns from its first good boot, and its default on the wall clock.
const LEARNT = { cpuSeconds: 60, silenceCpuSeconds: 15, cpuSecondsPerByte: 0.006, wallSeconds: 600 }

beforeAll(async () => {
  await toys.prepare()
  for (const architecture of ARCHITECTURES)
    for (const what of ['good', 'hang', 'idle']) await toys.image(architecture, what)
  // Four busy loops for each processor, as important as we are.
  others = Array.from({ length: 4 * availableParallelism() }, () =>
    start({ file: 'sh', args: ['-c', 'while :; do :; done'] }),
  )
})

afterAll(() => {
  for (const other of others) other.kill()
  toys.remove()
})

const bootToy = async (
  architecture: Architecture,
  behaviour: string,
  log: string,
  limits: ToyChange['limits'] = {},
) => {
  const consoleLog = join(toys.directory, `${architecture}-${log}.log`)
  const hooks = listen(`kbisect:${NONCE}:exit:0`)
  const request = await toys.request(architecture, behaviour, { consoleLog, limits: { ...LEARNT, ...limits } })
  const { ending } = await boot(request, hooks)
  return { ending, passed: hooks.text.includes(`kbisect:${NONCE}:exit:0`) }
}

describe.each(ARCHITECTURES)('on a host that others load fully, %s', (architecture) => {
  test('boots that are fine, two at a time, are never judged hung', async () => {
    for (const round of [1, 2]) {
      const both = await Promise.all(['a', 'b'].map((name) => bootToy(architecture, 'good', `${name}${round}`)))
      expect(both).toEqual([
        { ending: 'exited', passed: true },
        { ending: 'exited', passed: true },
      ])
    }
  })

  test('a kernel that spins in silence is hung all the same', async () => {
    expect(await bootToy(architecture, 'hang', 'hang', { silenceCpuSeconds: 2 })).toMatchObject({ ending: 'hung' })
  })

  test('and so is one that idles', async () => {
    expect(await bootToy(architecture, 'idle', 'idle')).toMatchObject({ ending: 'hung' })
  })
})

test('a boot that the host gives no time to is our fault, not a hang', async () => {
  await expect(bootToy('arm64', 'hang', 'starved', { wallSeconds: 3 })).rejects.toMatchObject({
    code: 'host-overloaded',
    message: expect.stringMatching(/CPU seconds in \d+ s and waited \d+ s for a processor/),
  })
})
