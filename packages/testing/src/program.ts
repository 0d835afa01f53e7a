import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSettings, type Settings, serviceToken } from '@kbisect/settings'
import { launchService, type ServiceApps } from '@kbisect/supervisor'
import { ApiClient } from './api-client.ts'

export interface Program {
  readonly api: ApiClient
  /** Of the first administrator. */
  readonly token: string
  readonly settings: Settings
  /** Stops everything and deletes the state directory. */
  stop(): Promise<void>
}

/**
 * The built API and worker, as users run them.
 * @throws Error when they are not built
 */
export function builtApps(): ServiceApps {
  const place = (app: string) => fileURLToPath(new URL(`../../../apps/${app}/dist/main.js`, import.meta.url))
  const apps = { api: place('api'), worker: place('worker') }
  for (const file of Object.values(apps)) {
    if (!existsSync(file))
      throw new Error(`${file} is not there: these tests run the built program, so run npm run build`)
  }
  return apps
}

/**
 * Settings of a program of its own: a temporary state directory, private servers, any free port,
 * webhooks to this host.
 */
export function testSettings(more: Record<string, string> = {}): Settings {
  const root = mkdtempSync(join(tmpdir(), 'kbisect-program-'))
  // For root, Postgres runs as another user, who must get through.
  chmodSync(root, 0o711)
  return readSettings({
    KBISECT_STATE_DIR: join(root, 'state'),
    KBISECT_PORT: '0',
    KBISECT_WORKER_NAME: 'host',
    KBISECT_WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8',
    // A machine's KVM may hang, and where it works the console differs.
    KBISECT_KVM: 'off',
    ...more,
  })
}

/** Deletes what {@link testSettings} made. */
export function removeState({ stateDir }: Pick<Settings, 'stateDir'>): void {
  rmSync(join(stateDir, '..'), { recursive: true, force: true })
}

/**
 * Starts the whole built program in a state directory of its own, with further `settings` if given.
 * Takes about 4 s.
 */
export async function startProgram({
  settings: more,
  ...options
}: {
  readonly workers?: number
  readonly settings?: Record<string, string>
} = {}): Promise<Program> {
  const apps = builtApps()
  const settings = testSettings(more)
  try {
    const service = await launchService({ settings, apps, ...options })
    const stop = async () => {
      await service.stop()
      removeState(settings)
    }
    const token = serviceToken(settings)
    return { api: new ApiClient(service.record.url, token), token, settings, stop }
  } catch (error) {
    removeState(settings)
    throw error
  }
}
