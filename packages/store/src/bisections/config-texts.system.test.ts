import type { BisectionRequest, Target } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import { mainTarget, newBisection } from './bisection.fixture.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})

afterAll(() => opened?.remove())

const fragments = Array.from({ length: 4 }, (_, at) => ({
  name: `f${at}`,
  content: `CONFIG_F${at}=y\n`.repeat(20_000),
}))
const request: BisectionRequest = {
  ...{ tree: 'small', good: 'v1', bad: 'v2', target: { architecture: 'arm64', fragments } },
  alsoTest: Array.from({ length: 32 }, (_, at) => ({ architecture: 'arm', cmdline: `at=${at}` })),
}
const targets: Target[] = Array.from({ length: 33 }, (_, at) => ({
  ...{ ...mainTarget, key: `${at}`.padStart(16, '0'), name: `t${at}`, fragments },
}))
const sum = fragments.reduce((bytes, { content }) => bytes + content.length, 0)

test('the files of a request are stored once, and answers name them by their digests', async () => {
  const { id: treeId } = await store.trees.add({ name: 'small', url: 'https://example.org/linux.git' })
  const one = await store.bisections.create(newBisection(treeId, { request, targets }))
  const two = await store.bisections.create(newBisection(treeId, { request, targets }))
  expect(one.request).toEqual(request)
  expect((await store.bisections.find(two.id))?.targets).toEqual(targets)
  expect(await query(opened.url, 'SELECT sum(length("text"))::int AS sum FROM "ConfigText"')).toEqual([{ sum }])

  const detail = await store.bisections.detail(one.id)
  expect(JSON.stringify(detail).length).toBeLessThan(100_000)
  const files = detail?.targets[32]?.fragments ?? []
  expect(files.map(({ name, bytes }) => ({ name, bytes }))).toEqual(
    fragments.map(({ name, content }) => ({ name, bytes: content.length })),
  )
  expect(detail?.request.target.fragments).toEqual(files)
  const texts = await store.bisections.configTexts(files.map(({ digest }) => digest))
  expect(files.map(({ digest }) => texts.get(digest))).toEqual(fragments.map(({ content }) => content))
  const [known] = await store.tested.targets(treeId)
  expect(known?.request.fragments).toEqual(files)
})

test('a text with characters that the database cannot store comes back as it was stored', async () => {
  const { id: treeId } = await store.trees.add({ name: 'odd', url: 'https://example.org/odd.git' })
  const odd = { name: 'odd', content: 'CONFIG_Ä="\u0000\ud800x"\n' }
  const target = { ...mainTarget, config: odd }
  const { id, targets } = await store.bisections.create(newBisection(treeId, { targets: [target] }))
  const { config } = targets[0] ?? mainTarget
  expect(config).toMatchObject({ name: 'odd', content: expect.stringMatching(/^CONFIG_Ä="[^\0]*x"\n$/) })
  expect((await store.bisections.find(id))?.targets[0]?.config).toEqual(config)
})
