import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLogger } from './logger.ts'

test('lines are JSON with the level in words, and secrets are hidden wherever they stand', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-log-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'logs/api.log')
  const logger = createLogger({ name: 'api', level: 'info', file })
  logger.debug('not written')
  logger.info(
    { token: 'hush-1', webhook: { secret: 'hush-2', id: 'w1' }, req: { headers: { authorization: 'hush-3' } } },
    'seen',
  )
  const text = readFileSync(file, 'utf8')
  expect(JSON.parse(text)).toMatchObject({ name: 'api', level: 'info', msg: 'seen', webhook: { id: 'w1' } })
  expect(text).not.toContain('hush')
})

test('an error keeps its message, stack and code under whichever key it is logged', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-log-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'worker.log')
  const logger = createLogger({ name: 'worker', file })
  const error = Object.assign(new Error('the disk is full'), { code: 'ENOSPC', token: 'hush' })
  for (const key of ['err', 'error', 'cause', 'reason']) logger.warn({ [key]: error, job: { kind: 'build' } }, 'failed')
  logger.child({ part: 'queue' }).error({ error }, 'failed')
  logger.error(error)
  const text = readFileSync(file, 'utf8')
  const lines = text.trim().split('\n')
  expect(lines).toHaveLength(6)
  for (const line of lines) {
    expect(line).toContain('the disk is full')
    expect(line).toContain('ENOSPC')
    expect(line).toContain('logger.test.ts')
  }
  expect(text).not.toContain('hush')
})
