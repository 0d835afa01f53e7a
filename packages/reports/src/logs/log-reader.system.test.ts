import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { reproduceInput } from '../reproduce/reproduce-input.fixture.ts'
import { reproduceScript } from '../reproduce/reproduce-script.ts'
import { type LogReader, openLogReader } from './log-reader.ts'

const input = reproduceInput()
const bytes = (text: string) => async () => new TextEncoder().encode(text)

describe('the threads of reports', () => {
  let reader: LogReader
  beforeEach(() => {
    reader = openLogReader()
  })
  afterEach(() => reader.close())

  test('read a log', async () => {
    const line = '[    1.000000] Kernel panic - not syncing: no clock'
    expect(await reader.read(bytes(`${line}\r\n`))).toEqual({
      excerpt: 'Kernel panic - not syncing: no clock',
      failureLine: line,
      tellingLine: line,
    })
  })

  test('make the script that shows a failure, as it would be made here', async () => {
    expect(await reader.script(input)).toBe(reproduceScript(input))
  })

  test('load a log when there is room for it, and in their order', async () => {
    const loaded: number[] = []
    const read = (number: number) =>
      reader.read(async () => {
        loaded.push(number)
        return new TextEncoder().encode(`line ${number}`)
      })
    const all = Promise.all([0, 1, 2, 3, 4].map(read))
    expect(loaded).toEqual([0, 1])
    expect((await all).map((words) => words?.excerpt)).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4'])
    expect(loaded).toEqual([0, 1, 2, 3, 4])
  })

  test('say why a log cannot be loaded', async () => {
    const gone = async () => {
      throw new Error('no such artifact')
    }
    await expect(reader.read(gone)).rejects.toThrow('no such artifact')
    expect(await reader.read(bytes('x'))).toMatchObject({ excerpt: 'x' })
  })
})

describe('a thread that never comes to an end', () => {
  const thread = fileURLToPath(new URL('endless-thread.fixture.mjs', import.meta.url))

  test('is ended at its deadline, while the event loop is free, and the next log is read', async () => {
    const reader = openLogReader({ deadlineSeconds: 1, thread })
    const endless = reader.read(bytes('endless'))
    const free = new Promise((turned) => setImmediate(() => turned('the event loop turned')))
    expect(await Promise.race([endless, free])).toBe('the event loop turned')
    expect(await endless).toBeUndefined()
    expect(await reader.read(bytes('plain'))).toEqual({
      excerpt: 'plain',
      failureLine: undefined,
      tellingLine: undefined,
    })
    await expect(reader.script({ ...input, treeUrl: 'endless' })).rejects.toMatchObject({ name: 'TimeoutError' })
    await reader.close()
  })
})
