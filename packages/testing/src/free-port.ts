import { once } from 'node:events'
import { createServer } from 'node:net'

/** Returns a port of this host that nothing uses now. */
export async function freePort(): Promise<number> {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const address = free.address()
  free.close()
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
