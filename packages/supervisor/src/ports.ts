import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { writeWhole } from '@kbisect/settings'

/** Whether we could listen there now. Port 0 always. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}

/** A port that nobody listens on at the moment. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

export function rememberedPort(file: string): number | undefined {
  try {
    const port = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
  } catch {
    return undefined
  }
}

/** The port used last time if it is free, else another one; remembered for the next time. */
export async function choosePort(file: string): Promise<number> {
  const last = rememberedPort(file)
  const port = last !== undefined && (await isPortFree(last)) ? last : await freePort()
  if (port !== last) writeWhole(file, `${port}\n`)
  return port
}
