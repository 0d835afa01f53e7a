import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'

beforeAll(() => {
  execFileSync('npx', ['tsc', '-b', fileURLToPath(new URL('..', import.meta.url))], { stdio: 'inherit' })
})

const watchdog = new URL('../dist/watchdog.js', import.meta.url).href

/** Runs a process with a watchdog whose seconds last so long, to its end. */
async function runWatched(stepMilliseconds: number, script: string) {
  const start = `const { startWatchdog } = await import(${JSON.stringify(watchdog)})
    const stop = startWatchdog({ name: 'watched', stepMilliseconds: ${stepMilliseconds} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${start}\n${script}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
    killSignal: 'SIGABRT',
  })
  let [said, errors] = ['', '']
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { exitCode, signal, said, errors }
}

test('a process whose event loop never comes back is ended, and its log says why', async () => {
  const { signal, errors } = await runWatched(20, 'while (true) {}')
  expect(signal).toBe('SIGKILL')
  expect(JSON.parse(errors)).toMatchObject({
    level: 'fatal',
    name: 'watched',
    msg: expect.stringContaining('silent for 60 s'),
  })
})

test('a process that works for long, and lets the event loop turn between, is not ended', async () => {
  // So many turns last longer than the sixty steps; each is shorter than one.
  const busy = `let turns = 0
    const turn = () => {
      for (const until = performance.now() + 20; performance.now() < until; );
      if (++turns < 100) setImmediate(turn)
      else { stop(); console.log('done') }
    }
    turn()`
  expect(await runWatched(25, busy)).toMatchObject({ exitCode: 0, signal: null, said: 'done\n' })
})

test('a watchdog keeps no process alive', async () => {
  expect(await runWatched(1000, `console.log('nothing else to do')`)).toMatchObject({ exitCode: 0, signal: null })
})
