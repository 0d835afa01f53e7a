import type { Page } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Program, startProgram } from './program.ts'
import { expectedStory, WatchStory } from './watch-story.fixture.ts'

let program: Program
let story: WatchStory

beforeAll(async () => {
  program = await startProgram()
  story = await WatchStory.open(program)
})
afterAll(async () => {
  await story?.stop()
  await program?.stop()
})

test('each push leads by itself to what has changed, and to nothing else', async () => {
  expect(await story.play()).toEqual(expectedStory)
})

test('what the watch found is in the life of its regression, and its checks are in no list', async () => {
  const { items } = await program.api.get<Page<{ id: string }>>('/bisections')
  expect(items).toHaveLength(2)
  const regressions = await program.api.get<Page<{ id: string; gone: unknown }>>('/regressions')
  expect(regressions.items).toHaveLength(2)
  const first = regressions.items.find(({ gone }) => gone !== null)
  const { life } = await program.api.get<{ life: { kind: string }[] }>(`/regressions/${first?.id}`)
  expect(life.map(({ kind }) => kind)).toEqual(['found', 'affects more', 'gone'])
})
