import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { sharedMemoryBytes } from './task-limits.ts'

export type Controller = 'memory' | 'pids' | 'cpu'

/** Where this process may make groups: for each controller a directory of ours. With version 2 it is one for all. */
export interface CgroupPlace {
  readonly version: 1 | 2
  readonly directories: Readonly<Partial<Record<Controller, string>>>
}

/** What tells where groups are; by default this process's own. */
export interface CgroupSources {
  /** Text of /proc/self/cgroup. */
  readonly cgroup: string
  /** Text of /proc/self/mountinfo. */
  readonly mountinfo: string
}

const OURS = 'kbisect'
const SERVICE = 'kbisect-service'
const CONTROLLERS: readonly Controller[] = ['memory', 'pids', 'cpu']

interface Mount {
  readonly root: string
  readonly place: string
  readonly type: string
  readonly options: readonly string[]
}

function readMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', place = ''] = before.split(' ')
    const [type = '', , options = ''] = after.split(' ')
    return type.startsWith('cgroup') ? [{ root, place, type, options: options.split(',') }] : []
  })
}

/** The directory of the group at `path`, which is counted from the root of the hierarchy, and not of the mount. */
function directoryOf({ root, place }: Mount, path: string): string {
  const below = relative(root, path)
  return below.startsWith('..') ? place : join(place, below)
}

const words = (file: string): string[] => {
  try {
    return readFileSync(file, 'utf8').trim().split(/\s+/)
  } catch {
    return []
  }
}

const attempt = (action: () => void): boolean => {
  try {
    action()
    return true
  } catch {
    return false
  }
}

const isWritable = (path: string): boolean => attempt(() => accessSync(path, constants.W_OK))

function makeOurs(parent: string): string | undefined {
  const ours = join(parent, OURS)
  if (!isWritable(parent)) return undefined
  return attempt(() => mkdirSync(ours)) || statSync(ours, { throwIfNoEntry: false })?.isDirectory() ? ours : undefined
}

/** Whether groups in a directory have the controllers that are needed. */
function hasControllers(directory: string): boolean {
  const enabled = words(join(directory, 'cgroup.subtree_control'))
  return enabled.includes('memory') && enabled.includes('pids')
}

/** Lets groups in a directory of ours have all controllers that there are. */
function enableControllers(directory: string): boolean {
  for (const name of CONTROLLERS) attempt(() => writeFileSync(join(directory, 'cgroup.subtree_control'), `+${name}`))
  return hasControllers(directory)
}

/** In version 2 a group has either processes or groups with controllers: the service's own go into a group beside those of its tasks. */
function moveService(directory: string): void {
  const service = join(directory, SERVICE)
  if (!attempt(() => mkdirSync(service)) && !statSync(service, { throwIfNoEntry: false })) return
  for (const pid of words(join(directory, 'cgroup.procs')))
    attempt(() => writeFileSync(join(service, 'cgroup.procs'), pid))
}

function unifiedDirectory(mount: Mount, path: string): string | undefined {
  const own = directoryOf(mount, path)
  const offered = (directory: string) => {
    const ours = hasControllers(directory) ? makeOurs(directory) : undefined
    return ours !== undefined && enableControllers(ours) ? ours : undefined
  }
  for (let at = own; ; at = dirname(at)) {
    const found = offered(at)
    if (found !== undefined) return found
    if (at === mount.place || at === dirname(at)) break
  }
  // All that is above belongs to others: this group was delegated to us, with the service's processes in it.
  const delegated = isWritable(own) && (own === mount.place || !isWritable(dirname(own)))
  const controllers = words(join(own, 'cgroup.controllers'))
  if (!delegated || !controllers.includes('memory') || !controllers.includes('pids')) return undefined
  moveService(own)
  return enableControllers(own) ? offered(own) : undefined
}

function limitAll(directory: string, file: string): void {
  attempt(() => writeFileSync(join(directory, file), String(sharedMemoryBytes())))
}

function findUnified({ cgroup, mountinfo }: CgroupSources): CgroupPlace | undefined {
  const path = /^0::(.*)$/m.exec(cgroup)?.[1]
  const mount = readMounts(mountinfo).find(({ type }) => type === 'cgroup2')
  const directory = path === undefined || !mount ? undefined : unifiedDirectory(mount, path)
  if (directory === undefined) return undefined
  limitAll(directory, 'memory.max')
  return { version: 2, directories: { memory: directory } }
}

function findSeparate({ cgroup, mountinfo }: CgroupSources): CgroupPlace | undefined {
  const mounts = readMounts(mountinfo).filter(({ type }) => type === 'cgroup')
  const directories: Partial<Record<Controller, string>> = {}
  for (const name of CONTROLLERS) {
    const mount = mounts.find(({ options }) => options.includes(name))
    const path = cgroup
      .split('\n')
      .map((line) => line.split(':'))
      .find(([, controllers = '']) => controllers.split(',').includes(name))
      ?.slice(2)
      .join(':')
    const ours = mount && path !== undefined ? makeOurs(directoryOf(mount, path)) : undefined
    if (ours !== undefined) directories[name] = ours
  }
  if (!directories.memory || !directories.pids) return undefined
  limitAll(directories.memory, 'memory.limit_in_bytes')
  return { version: 1, directories }
}

/** Removes what processes that are gone left: groups are named after the process that made them. */
function sweep({ directories }: CgroupPlace): void {
  for (const directory of Object.values(directories)) {
    for (const name of readdirSync(directory)) {
      const [, pid] = /^task-(\d+)-\d+$/.exec(name) ?? []
      if (pid === undefined || statSync(`/proc/${pid}`, { throwIfNoEntry: false })) continue
      attempt(() => rmdirSync(join(directory, name)))
    }
  }
}

/** Finds where groups can be made, and makes a directory of ours there; undefined where no cgroup is delegated to us. */
export function findCgroupPlace(sources: CgroupSources): CgroupPlace | undefined {
  const place = findUnified(sources) ?? findSeparate(sources)
  if (place) sweep(place)
  return place
}
