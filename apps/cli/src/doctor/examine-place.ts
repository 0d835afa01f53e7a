import { existsSync, realpathSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { nearestDirectory, type Settings, stateLayout } from '@kbisect/settings'
import { findService } from '@kbisect/supervisor'
import { CliError } from '../cli-error.ts'
import type { ChosenService } from '../config/choose-service.ts'
import type { Finding } from './finding.ts'
import { setIdFinding } from './set-id-finding.ts'

// A mirror of Linux, a worktree, outputs of a few targets and the compiler cache.
const ROOM_GIB = 15
const LAB_SOURCE = '/usr/src/linux-source-6.1.tar.xz'

/** The state directory, the service that commands talk to, and the source of the lab. */
export async function examinePlace(settings: Settings, choose: () => ChosenService): Promise<Finding[]> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  const setId = setIdFinding(realDirectory(settings.stateDir), mountinfo)
  return [await stateFinding(settings), setId, await serviceFinding(settings, choose), labFinding()]
}

async function stateFinding({ stateDir }: Settings): Promise<Finding> {
  const name = 'state directory'
  const gib = await freeGib(stateDir)
  if (gib === undefined || gib >= ROOM_GIB)
    return { name, state: 'ok', detail: gib === undefined ? stateDir : `${stateDir}, ${gib} GiB free` }
  return {
    name,
    state: 'limited',
    detail: `${stateDir}, only ${gib} GiB free`,
    hint: `free some space (${ROOM_GIB} GiB are comfortable), or set KBISECT_STATE_DIR to another disk`,
  }
}

/** Where a directory is or will be, without links. */
const realDirectory = (path: string): string => realpathSync(nearestDirectory(path))

/** On the disk where the path is, or will be. */
async function freeGib(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(realDirectory(path))
    return Math.floor((bavail * bsize) / 2 ** 30)
  } catch {
    return undefined
  }
}

async function serviceFinding(settings: Settings, choose: () => ChosenService): Promise<Finding> {
  const name = 'service'
  try {
    const chosen = choose()
    if (chosen.url !== undefined) return { name, state: 'ok', detail: `${chosen.url}, as set by ${chosen.setBy}` }
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return { name, state: 'limited', detail: error.message, ...(error.hint ? { hint: error.hint } : {}) }
  }
  const running = await findService(settings)
  const { logs } = stateLayout(settings)
  const detail = running
    ? `runs at ${running.url} (pid ${running.pid})`
    : 'does not run; it is started when it is needed'
  return { name, state: 'ok', detail: `${detail}; its logs are in ${logs}` }
}

function labFinding(): Finding {
  const name = 'source of the lab'
  if (existsSync(LAB_SOURCE)) return { name, state: 'ok', detail: LAB_SOURCE }
  return {
    name,
    state: 'limited',
    detail: 'not installed; only the demo needs it',
    hint: 'apt-get install linux-source-6.1 where the distribution has it, or use npm run demo -- --source PATH',
  }
}
