import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KillableProgram, startKillableProgram } from './killable-program.ts'
import { expectedStory, WatchStory } from './watch-story.fixture.ts'

// How long processes live, in seconds: long enough for a boot, and too short for a search.
const LIVES = [11, 7, 13]

let program: KillableProgram
let story: WatchStory

beforeAll(async () => {
  program = await startKillableProgram({ workers: 2 })
  story = await WatchStory.open(program)
})
afterAll(async () => {
  await story?.stop()
  await program?.stop()
})

test('a watch tells the same, each once, where its workers die all the time and Redis forgets', async () => {
  const stop = new AbortController()
  const dying = dieAllTheTime(stop.signal)
  try {
    expect(await story.play()).toEqual(expectedStory)
  } finally {
    stop.abort()
    await dying
  }
})

async function dieAllTheTime(signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    const seconds = LIVES[turn % LIVES.length] ?? 10
    await new Promise<void>((resolve) => {
      const end = () => {
        clearInterval(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setInterval(end, seconds * 1000)
      signal.addEventListener('abort', end)
    })
    if (signal.aborted) return
    if (turn % 5 === 4) await program.flushRedis()
    else await program.killWorker(turn % 2)
  }
}
