import { expect, test } from 'vitest'
import { checkWebhookUrl, withoutUrl } from './webhook-url.ts'

test.each([
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://localhost/',
])('%s is not public', async (url) => {
  expect((await checkWebhookUrl(url, []))?.message).toContain('is not a public address')
})

test.each([
  ['ftp://93.184.216.34/', 'has the scheme ftp'],
  ['file:///etc/passwd', 'has the scheme file'],
  ['not a url', 'is not a URL'],
  ['https://user:secret@93.184.216.34/', 'user name or password'],
  ['https://93.184.216.34:22/', 'has the port 22'],
  ['http://93.184.216.34/', 'may only be reached by https'],
  ['http://no-such-host.invalid/', 'unknown host'],
])('%s %s', async (url, message) => {
  const problem = await checkWebhookUrl(url, ['10.0.0.0/8'])
  expect(problem?.message).toContain(message)
  expect(problem?.hint).not.toBe('')
})

test('a public address by https is fine', async () => {
  for (const url of [
    'https://93.184.216.34/hook',
    'https://[2606:2800:220:1::1]:8443/',
    'https://no-such-host.invalid/',
  ])
    expect(await checkWebhookUrl(url, [])).toBeUndefined()
})

test('an allowed network may be reached by http and on any port, its neighbours not', async () => {
  for (const url of ['http://10.1.2.3/', 'https://10.1.2.3:22/', 'http://[fd00::1]:80/'])
    expect(await checkWebhookUrl(url, ['10.0.0.0/8', 'fd00::/8'])).toBeUndefined()
  expect((await checkWebhookUrl('http://11.1.2.3/', ['10.0.0.0/8']))?.message).toContain('https')
  expect((await checkWebhookUrl('http://127.0.0.1/', ['10.0.0.0/8']))?.message).toContain('not a public')
})

test('a network that is none is named', async () => {
  await expect(checkWebhookUrl('https://93.184.216.34/', ['10.0.0.0'])).rejects.toThrow('"10.0.0.0" is not a network')
})

test.each([
  ['POST /hooks/0123456789ab failed', 'https://x.example/hooks/0123456789ab', 'POST … failed'],
  ['no hook 0123456789ab', 'https://x.example/hooks/0123456789ab', 'no hook …'],
  ['/h/a%20secret%20word and a secret word', 'https://x.example/h/a%20secret%20word', '… and …'],
  ['key=0123456789ab is wrong: 0123456789ab', 'https://x.example/?key=0123456789ab', '… is wrong: …'],
  ['404 page not found: /hook', 'https://x.example/hook', '404 page not found: /hook'],
  ['connect ECONNREFUSED 192.0.2.1:443', 'https://x.example/', 'connect ECONNREFUSED 192.0.2.1:443'],
])('of %j no part of %s stays that may be secret', (text, url, expected) => {
  expect(withoutUrl(text, url)).toBe(expected)
})
