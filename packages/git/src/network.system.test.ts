import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GitNetwork, type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

// No resolver knows this name: what reaches the server was given its address.
const HOST = 'git.kbisect.invalid'

let root: string
let head: string
let asked: string[]
let proxied: string[]
let servers: Server[]
let port: number

/** Listens on 127.0.0.1; returns the port. */
async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: root, stdio: 'ignore' })

/** An authority of its own, and a certificate of it for the host. */
function makeCertificates(): void {
  openssl(...'req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ca'.split(' '))
  openssl(...`req -newkey rsa:2048 -nodes -keyout host.key -out host.csr -subj /CN=${HOST}`.split(' '))
  writeFileSync(join(root, 'names'), `subjectAltName=DNS:${HOST}\n`)
  openssl(
    ...'x509 -req -in host.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out host.pem -days 2 -extfile names'.split(
      ' ',
    ),
  )
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-network-'))
  asked = []
  proxied = []
  servers = []
  const source = new SourceRepository(join(root, 'source'))
  head = source.commit('first', { a: '1' })
  source.git('clone', '-q', '--bare', source.directory, join(root, 'served/linux.git'))
  source.git('--git-dir', join(root, 'served/linux.git'), 'update-server-info')
  makeCertificates()
  const keys = { key: readFileSync(join(root, 'host.key')), cert: readFileSync(join(root, 'host.pem')) }
  port = await listen(
    createServer(keys, (request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? ''
      asked.push(path)
      if (path.startsWith('/moved')) {
        response.writeHead(302, { location: `https://${HOST}:${port}/linux.git${path.slice('/moved'.length)}` }).end()
        return
      }
      try {
        response.end(readFileSync(join(root, 'served', path)))
      } catch {
        response.writeHead(404).end()
      }
    }),
  )
})

afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(root, { recursive: true, force: true, maxRetries: 3 })
})

/** A proxy that connects all names to this machine. */
const startProxy = (): Promise<number> =>
  listen(
    createHttpServer().on('connect', (request, client) => {
      proxied.push(request.url ?? '')
      const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n')
        upstream.pipe(client).pipe(upstream)
      })
      for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
    }),
  )

function open(network: Partial<GitNetwork> = {}, url = `https://${HOST}:${port}/linux.git`): Mirror {
  const options = {
    mirrorsDirectory: join(root, 'mirrors'),
    protocols: ['https', 'ssh'],
    network: { environment: {}, addressesOf: async () => ['127.0.0.1'], ...network },
  }
  return openMirror(options, { name: 'tree', url })
}

const authority = () => ({ GIT_SSL_CAINFO: join(root, 'ca.pem') })
const nowhere = async () => {
  throw new Error(`getaddrinfo ENOTFOUND ${HOST}`)
}

test('git reads a server at the address that was looked at, and trusts the authority that it is given', async () => {
  await expect(open().fetch()).rejects.toMatchObject({ message: expect.stringMatching(/certificate/i) })
  const mirror = open({ environment: authority() })
  await mirror.fetch()
  expect(await mirror.resolve('main')).toBe(head)
})

test('a tree is fetched through a proxy that alone can look its host up, unless its host needs no proxy', async () => {
  const proxy = `http://127.0.0.1:${await startProxy()}`
  const through = { ...authority(), https_proxy: proxy }
  const mirror = open({ environment: through, addressesOf: nowhere })
  await mirror.fetch()
  expect(new Set(proxied)).toEqual(new Set([`${HOST}:${port}`]))
  const before = proxied.length
  await open({ environment: { ...through, no_proxy: HOST } }).fetch()
  expect(proxied).toHaveLength(before)
})

test('a redirection is not followed', async () => {
  const mirror = open({ environment: authority() }, `https://${HOST}:${port}/moved`)
  await expect(mirror.fetch()).rejects.toMatchObject({ code: 'git-redirected' })
  expect(asked.every((path) => path.startsWith('/moved'))).toBe(true)
})

test('nothing is asked of a host that is refused', async () => {
  const refuse = async () => {
    throw Object.assign(new Error('127.0.0.1 is not a public address'), { name: 'AddressRefused' })
  }
  const mirror = open({ environment: authority(), addressesOf: refuse })
  await expect(mirror.fetch()).rejects.toMatchObject({ code: 'git-address-refused' })
  expect(asked).toEqual([])
})

test('ssh has the socket of the agent, and asks no questions', async () => {
  mkdirSync(join(root, 'bin'))
  const note = `printf '%s\\n' "$SSH_AUTH_SOCK" "$@" >>'${root}/ssh-log'`
  writeFileSync(join(root, 'bin/ssh'), `#!/bin/sh\n${note}\nfor last; do :; done\neval "$last"\n`, { mode: 0o755 })
  const environment = { PATH: `${root}/bin:/usr/bin:/bin`, SSH_AUTH_SOCK: '/run/agent' }
  const mirror = open({ environment }, `ssh://git@${HOST}${root}/served/linux.git`)
  await mirror.fetch()
  expect(await mirror.resolve('main')).toBe(head)
  const [socket, ...words] = readFileSync(join(root, 'ssh-log'), 'utf8').split('\n')
  expect(socket).toBe('/run/agent')
  expect(words).toEqual(expect.arrayContaining(['-o', 'BatchMode=yes', `git@${HOST}`]))
})
