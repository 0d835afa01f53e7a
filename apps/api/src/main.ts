import type { AddressInfo } from 'node:net'
import { createLogger, readProcessSettings, type Settings, shutdownSignal, startWatchdog } from '@kbisect/settings'
import { buildApp } from './app.ts'
import { describeOthers } from './trees/describe-commits.ts'
import { wire } from './wire.ts'

const signal = shutdownSignal()
startWatchdog({ name: 'api' })

/** The address to type into a browser on this machine. */
function localUrl({ host }: Settings, { port }: AddressInfo): string {
  const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

async function run(settings: Settings): Promise<void> {
  const logger = createLogger({ name: 'api', level: settings.logLevel })
  let url = ''
  const besideForeignTables = process.argv.includes('--yes')
  const parts = await wire(settings, logger, () => settings.publicUrl ?? url, { besideForeignTables })
  const app = await buildApp(parts)
  app.addHook('onClose', () => parts.close())
  await app.listen({ host: settings.host, port: settings.port })
  url = localUrl(settings, app.server.address() as AddressInfo)
  logger.info({ url }, 'the API listens')
  void describeOthers(parts)
  process.send?.({ type: 'ready', url: settings.publicUrl ?? url })
  parts.sweepMirrors().catch((err: unknown) => logger.warn({ err }, 'could not remove what deleted trees left'))
  if (!signal.aborted) await new Promise((ended) => signal.addEventListener('abort', ended, { once: true }))
  logger.info({ reason: String(signal.reason) }, 'the API ends')
  await app.close()
}

const settings = readProcessSettings(() => ['api'])
try {
  await run(settings)
  process.exit(0)
} catch (error) {
  createLogger({ name: 'api', level: settings.logLevel }).fatal({ err: error }, 'the API ended')
  process.exit(1)
}
