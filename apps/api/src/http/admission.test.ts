import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { Admission, admitRequests } from './admission.ts'
import { useProblems } from './errors-plugin.ts'

const limits = { running: 2, waiting: 2, waitSeconds: 60 }

test('so many enter at once, so many wait in turn, and the next one is refused', async () => {
  const admission = new Admission(limits)
  const ends = [await admission.enter(), await admission.enter()]
  const entered: string[] = []
  const enter = async (name: string) => {
    const end = await admission.enter()
    entered.push(name)
    return end
  }
  const [third, fourth] = [enter('third'), enter('fourth')]
  await expect(admission.enter()).rejects.toMatchObject({ status: 503, code: 'busy', retryAfter: 2 })
  ends[0]?.()
  const endThird = await third
  expect(entered).toEqual(['third'])
  // A turn that ends twice ends once.
  endThird()
  endThird()
  const endFourth = await fourth
  ends[1]?.()
  endFourth()
  const again = [await admission.enter(), await admission.enter()]
  expect(again).toHaveLength(2)
})

test('one that waits too long is refused, and takes no turn', async () => {
  const admission = new Admission({ ...limits, running: 1, waitSeconds: 0.001 })
  const end = await admission.enter()
  await expect(admission.enter()).rejects.toMatchObject({ status: 503 })
  end()
  await admission.enter()
})

test('of many requests at once none fails otherwise than by 503 with retry-after', async () => {
  const app = Fastify()
  useProblems(app)
  let [running, most] = [0, 0]
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  admitRequests(app, new Admission(limits))
  app.get('/', async () => {
    running++
    most = Math.max(most, running)
    await opened
    running--
    return 'done'
  })
  const answers = Array.from({ length: 20 }, async () => await app.inject('/'))
  const refused = (await Promise.all(answers.slice(4))).map(({ statusCode, headers }) => [
    statusCode,
    headers['retry-after'],
  ])
  expect(refused).toEqual(Array.from({ length: 16 }, () => [503, '2']))
  open()
  expect((await Promise.all(answers.slice(0, 4))).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
  expect(most).toBe(2)
  expect((await app.inject('/')).statusCode).toBe(200)
  await app.close()
})
