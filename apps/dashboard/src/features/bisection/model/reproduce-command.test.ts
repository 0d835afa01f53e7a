import { expect, test } from 'vitest'
import { reproduceCommand } from './reproduce-command.ts'

test('the command carries a token where reading needs one, and none where everybody reads', () => {
  const url = 'https://kbisect.example.org/api/v1/bisections/x/reproduce.sh'
  expect(reproduceCommand(url, 'public')).toBe(`curl -fsS ${url} | sh`)
  expect(reproduceCommand(url, undefined)).toBe(`curl -fsS ${url} | sh`)
  expect(reproduceCommand(url, 'token')).toBe(`curl -fsS -H "Authorization: Bearer $TOKEN" ${url} | sh`)
})
