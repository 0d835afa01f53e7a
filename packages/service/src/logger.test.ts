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
