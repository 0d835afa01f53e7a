import { expect, test } from 'vitest'
import { deadLinks } from './dead-links.ts'

const reads = 'public'

test.each([
  'http://127.0.0.1:8470',
  'http://[::1]:8470',
  'http://0.0.0.0:8470',
  'http://localhost:8470',
  'http://lab.localhost',
  'http://10.1.2.3',
  'https://192.168.0.7',
  'https://[fd00::1]',
  'http://169.254.1.1',
  'http://kernelbox:8470',
  'https://kbisect.local',
  'https://ci.corp.internal',
])('a reader elsewhere cannot open links below %s', (origin) => {
  expect(deadLinks({ page: `${origin}/bisections/x`, reads })).toBe(
    `its links begin with ${origin}, which others cannot reach (KBISECT_PUBLIC_URL)`,
  )
})

test.each([
  'https://kbisect.example.org',
  'http://kbisect.kernel.org:8080',
  'https://8.8.8.8',
  'https://[2606:4700::1]',
])('a reader elsewhere can open links below %s, unless reading needs a token', (origin) => {
  const page = `${origin}/bisections/x`
  expect(deadLinks({ page, reads })).toBeUndefined()
  expect(deadLinks({ page, reads: 'token' })).toBe('its links need a token, which others do not have (KBISECT_READS)')
})
