import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scenarios } from '@kbisect/lab'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capturedTerminal, testContext } from '../captured-terminal.fixture.ts'
import { runProgram } from '../program.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-demo-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

test('of all scenarios each is tried, and tells in its line why it came to no answer', async () => {
  const terminal = capturedTerminal()
  const { context } = testContext(undefined, { terminal, environment: { KBISECT_STATE_DIR: join(directory, 'state') } })
  const source = join(directory, 'nowhere')
  const status = await runProgram(['demo', '--scenario', 'all', '--source', source, '--json'], context)
  expect(status).toBe(2)
  const answers = terminal.output.slice(-scenarios.length).map((line): unknown => JSON.parse(line))
  expect(answers).toEqual(
    scenarios.map(({ name }) => ({ scenario: name, error: expect.stringContaining(`no kernel source at ${source}`) })),
  )
})
