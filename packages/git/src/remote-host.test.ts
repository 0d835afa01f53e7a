import { describe, expect, test } from 'vitest'
import { pinHost, remoteHost } from './remote-host.ts'
import { parseTreeUrl } from './tree-url.ts'

const PROTOCOLS = ['file', 'https', 'http', 'git', 'ssh']
const hostOf = (url: string) => remoteHost(parseTreeUrl(url, PROTOCOLS))

test.each([
  ['https://git.example.org/linux.git', { host: 'git.example.org', port: 443 }],
  ['https://git.example.org:8443/linux.git', { host: 'git.example.org', port: 8443 }],
  ['http://[::1]:80/linux.git', { host: '::1', port: 80 }],
  ['git://git.example.org', { host: 'git.example.org', port: 9418 }],
  ['ssh://git@git.example.org:2222/a/b', { host: 'git.example.org', port: 2222 }],
  ['git@git.example.org:a/b', { host: 'git.example.org', port: 22 }],
  ['/srv/linux', undefined],
  ['file:///srv/linux', undefined],
])('the host of %s is read', (url, host) => {
  expect(hostOf(url)).toEqual(host)
})

// Each of them is another host to one program than to another.
test.each([
  'https://public.example\\@10.0.0.1/x',
  'https://public.example#@10.0.0.1/x',
  'https://public.example?@10.0.0.1/x',
  'https://a@b@10.0.0.1/x',
  'https://10.0.0.1%2f@public.example/x',
  'ssh://10.0.0.1%2F@public.example/x',
  'ssh://-oProxyCommand=x/y',
  'git://public.example%0d%0a/x',
  'https:///x',
  'https://[::1/x',
])('the host of %s is not read for sure, and refused', (url) => {
  expect(() => hostOf(url)).toThrow(expect.objectContaining({ code: 'git-invalid-url' }))
})

describe('settings that keep git to the addresses of a host', () => {
  const options = (addresses: readonly string[] | Error, environment = {}) => ({
    network: {
      environment,
      addressesOf: async () => {
        if (addresses instanceof Error) throw addresses
        return addresses
      },
    },
  })
  const pin = (url: string, addresses: readonly string[] | Error, environment = {}) =>
    pinHost(parseTreeUrl(url, PROTOCOLS), options(addresses, environment))
  const unknown = new Error('getaddrinfo ENOTFOUND')

  test('name each address for https and http', async () => {
    const setting = 'http.curloptResolve=git.example.org:443:192.0.2.1,[2001:db8::1]'
    expect(await pin('https://git.example.org/x', ['192.0.2.1', '2001:db8::1'])).toEqual(['-c', setting])
  })

  test('are none where the URL holds the address, and none for other transports', async () => {
    expect(await pin('https://192.0.2.1/x', ['192.0.2.1'])).toEqual([])
    expect(await pin('ssh://git@git.example.org/x', ['192.0.2.1'])).toEqual([])
    expect(await pinHost(parseTreeUrl('https://git.example.org/x', PROTOCOLS), {})).toEqual([])
  })

  test('are none where a proxy looks the name up, and an unknown name is an error without one', async () => {
    expect(await pin('https://git.example.org/x', unknown, { https_proxy: 'http://p:1' })).toEqual([])
    await expect(pin('https://git.example.org/x', unknown)).rejects.toMatchObject({ code: 'git-network' })
    await expect(pin('git://git.example.org/x', unknown, { all_proxy: 'http://p:1' })).rejects.toMatchObject({
      code: 'git-network',
    })
  })

  test('are not made for an address that is refused, also with a proxy', async () => {
    const refused = Object.assign(new Error('10.0.0.1 is not a public address'), { name: 'AddressRefused' })
    await expect(pin('https://10.0.0.1/x', refused, { https_proxy: 'http://p:1' })).rejects.toMatchObject({
      code: 'git-address-refused',
      hint: expect.stringContaining('KBISECT_GIT_ALLOW_CIDRS'),
    })
  })
})
