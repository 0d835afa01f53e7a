import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { treePids } from '@kbisect/exec'
import { serviceToken } from '@kbisect/settings'
import { freePort, startDetachedService, stopService } from '@kbisect/supervisor'
import { ApiClient } from './api-client.ts'
import { type OwnProcess, processesOf } from './own-processes.ts'
import { builtApps, type Program, removeState, testSettings } from './program.ts'
import { writeStandInBusyboxes } from './stand-in-busybox.ts'

/** The kinds of processes that a running service has. */
export const processKinds = [
  ...(['supervisor', 'api', 'worker', 'worker that builds', 'worker that boots', 'postgres', 'redis'] as const),
  ...(['make', 'qemu'] as const),
]
export type ProcessKind = (typeof processKinds)[number]

/** The whole program under its supervisor, of which any process can be killed at any moment. */
export interface SupervisedProgram extends Program {
  /**
   * Ends a process of that kind by SIGKILL; false when there is none now. A supervisor is started
   * again, as an operator would.
   */
  kill(kind: ProcessKind): Promise<boolean>
}

/** Asks again while the API is away, as a client that must survive the death of a server. */
class PatientClient extends ApiClient {
  override async request(...args: Parameters<ApiClient['request']>) {
    for (let attempt = 1; ; attempt++) {
      const answer = await super.request(...args).catch((error: unknown) => {
        if (attempt >= MOST_ATTEMPTS) throw error
      })
      if (answer && (answer.status < 500 || attempt >= MOST_ATTEMPTS)) return answer
      await answer?.body?.cancel()
      await sleep(1000)
    }
  }
}

const MOST_ATTEMPTS = 120

/**
 * Starts the built service with so many workers, in a state directory of its own. Takes about 5 s.
 */
export async function startSupervisedProgram(workers: number): Promise<SupervisedProgram> {
  const apps = builtApps()
  // The same after the supervisor was killed.
  const settings = testSettings({ KBISECT_PORT: String(await freePort()) })
  writeStandInBusyboxes(settings.stateDir)
  const start = () => startDetachedService({ settings, apps, workers })
  const { url } = await start()
  const token = serviceToken(settings)
  return {
    api: new PatientClient(url, token),
    token,
    settings,
    async kill(kind) {
      const found = find(kind, settings.stateDir)
      if (!found) return false
      process.kill(found.pid, 'SIGKILL')
      if (kind === 'supervisor') await restart(start)
      return true
    },
    async stop() {
      await stopService(settings)
      removeState(settings)
    },
  }
}

/** What it left ends by itself within seconds; until then the place may be taken. */
async function restart(start: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await start()
      return
    } catch (error) {
      if (attempt === 10) throw error
      await sleep(3000)
    }
  }
}

function find(kind: ProcessKind, stateDir: string): OwnProcess | undefined {
  const all = processesOf(stateDir)
  const byProgram = (program: RegExp) => all.find((one) => program.test(one.program))
  const byCommand = (end: string) => all.filter(({ commandLine }) => commandLine.includes(end))
  const appOf = (name: string) =>
    byCommand(name).filter(({ commandLine }) => !commandLine.includes('supervisor-main.js'))
  const workers = appOf('worker/dist/main.js')
  const workerOf = (work: OwnProcess | undefined) => work && workers.find(({ pid }) => treePids(pid).includes(work.pid))
  switch (kind) {
    case 'supervisor':
      return byCommand('supervisor-main.js')[0]
    case 'api':
      return appOf('api/dist/main.js')[0]
    case 'worker':
      return workers[Math.floor(Math.random() * workers.length)]
    case 'worker that builds':
      return workerOf(byProgram(/^make$/))
    case 'worker that boots':
      return workerOf(byProgram(/^qemu-system/))
    case 'postgres':
      return all.find(
        ({ program, commandLine }) => program === 'postgres' && commandLine.includes(join('postgres', 'data')),
      )
    case 'redis':
      return byProgram(/^redis-server/)
    case 'make':
      return byProgram(/^make$/)
    case 'qemu':
      return byProgram(/^qemu-system/)
  }
}
