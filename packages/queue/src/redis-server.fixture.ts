import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { vi } from 'vitest'

/** A real Redis of one test file, which may die and come back with what it wrote down. */
export interface RedisServer {
  readonly url: string
  start(): Promise<void>
  kill(): Promise<void>
  /** Waits, in place of a server that was killed, until so many connections were refused. */
  refuse(connections: number): Promise<void>
  /** Kills it and deletes its data. */
  remove(): Promise<void>
}

/** Starts one on a free port of this machine. */
export async function startRedisServer(): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-queue-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory]
  const settings = ['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction']
  let server: ChildProcess
  const start = async () => {
    server = spawn('redis-server', [...address, ...settings], { stdio: 'ignore' })
    await vi.waitFor(() => probe(url), 120_000)
  }
  const kill = async () => {
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  const refuse = async (connections: number) => {
    let refused = 0
    const stranger = createServer((socket) => {
      socket.destroy()
      if (++refused === connections) stranger.close()
    })
    stranger.listen(port, '127.0.0.1')
    await once(stranger, 'close')
  }
  const remove = async () => {
    await kill()
    rmSync(directory, { recursive: true, force: true })
  }
  await start()
  return { url, start, kill, refuse, remove }
}

async function freePort(): Promise<number> {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const address = free.address()
  free.close()
  return typeof address === 'object' && address ? address.port : 0
}

async function probe(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => {})
  await redis.connect()
  await redis.ping()
  redis.disconnect()
}
