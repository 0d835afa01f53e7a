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

/**
 * Where this process may make groups: for each controller a directory `kbisect`. With version 2 it
 * is one for all.
 */
export interface CgroupPlace {
  readonly version: 1 | 2
  readonly directories: Readonly<Partial<Record<Controller, string>>>
}

/** The texts by which groups are found. */
export interface CgroupSources {
  /** Text of /proc/self/cgroup. */
  readonly cgroup: string
  /** Text of /proc/self/mountinfo. */
  readonly mountinfo: string
}

/** The files of cgroups; by default the kernel's. What fails throws. */
export interface CgroupFiles {
  read(file: string): string
  write(file: string, text: string): void
  makeDirectory(path: string): void
  isDirectory(path: string): boolean
  isWritable(path: string): boolean
}

const kernelFiles: CgroupFiles = {
  read: (file) => readFileSync(file, 'utf8'),
  write: (file, text) => writeFileSync(file, text),
  makeDirectory: (path) => mkdirSync(path),
  isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
  isWritable: (path) => attempt(() => accessSync(path, constants.W_OK)),
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

/**
 * The directory of the group at `path`, which is counted from the root of the hierarchy, and not of
 * the mount.
 */
function directoryOf({ root, place }: Mount, path: string): string {
  const below = relative(root, path)
  return below.startsWith('..') ? place : join(place, below)
}

const attempt = (action: () => void): boolean => {
  try {
    action()
    return true
  } catch {
    return false
  }
}

/** Finds or makes the directory `kbisect` by reading, making and writing files of cgroups. */
class PlaceFinder {
  readonly #files: CgroupFiles
  readonly #sources: CgroupSources

  constructor(sources: CgroupSources, files: CgroupFiles) {
    this.#sources = sources
    this.#files = files
  }

  /** With version 2 of cgroups. */
  unified(): CgroupPlace | undefined {
    const { cgroup, mountinfo } = this.#sources
    const path = /^0::(.*)$/m.exec(cgroup)?.[1]
    const mount = readMounts(mountinfo).find(({ type }) => type === 'cgroup2')
    const directory = path === undefined || !mount ? undefined : this.#unifiedDirectory(mount, path)
    if (directory === undefined) return undefined
    this.#limitAll(directory, 'memory.max')
    return { version: 2, directories: { memory: directory } }
  }

  /** With version 1, where each controller has a hierarchy of its own. */
  separate(): CgroupPlace | undefined {
    const { cgroup, mountinfo } = this.#sources
    const mounts = readMounts(mountinfo).filter(({ type }) => type === 'cgroup')
    const groups = cgroup.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    const directories: Partial<Record<Controller, string>> = {}
    for (const name of CONTROLLERS) {
      const mount = mounts.find(({ options }) => options.includes(name))
      const path = groups.find((group) => group?.[1]?.split(',').includes(name))?.[2]
      const ours = mount && path !== undefined ? this.#makeOurs(directoryOf(mount, path)) : undefined
      if (ours !== undefined) directories[name] = ours
    }
    if (!directories.memory || !directories.pids) return undefined
    this.#limitAll(directories.memory, 'memory.limit_in_bytes')
    return { version: 1, directories }
  }

  #unifiedDirectory(mount: Mount, path: string): string | undefined {
    const own = directoryOf(mount, path)
    for (let at = own; ; at = dirname(at)) {
      const found = this.#offered(at)
      if (found !== undefined) return found
      if (at === mount.place || at === dirname(at)) break
    }
    // All that is above belongs to others: this group was delegated to the service, with its
    // processes in it.
    const delegated = this.#files.isWritable(own) && (own === mount.place || !this.#files.isWritable(dirname(own)))
    const controllers = this.#words(join(own, 'cgroup.controllers'))
    if (!delegated || !controllers.includes('memory') || !controllers.includes('pids')) return undefined
    this.#moveService(own)
    return this.#enableControllers(own) ? this.#offered(own) : undefined
  }

  /** Returns the directory `kbisect` below one whose groups have the controllers. */
  #offered(directory: string): string | undefined {
    const ours = this.#hasControllers(directory) ? this.#makeOurs(directory) : undefined
    return ours !== undefined && this.#enableControllers(ours) ? ours : undefined
  }

  #words(file: string): string[] {
    let text = ''
    attempt(() => (text = this.#files.read(file)))
    return text.trim().split(/\s+/)
  }

  #makeOurs(parent: string): string | undefined {
    const ours = join(parent, OURS)
    if (!this.#files.isWritable(parent)) return undefined
    return attempt(() => this.#files.makeDirectory(ours)) || this.#files.isDirectory(ours) ? ours : undefined
  }

  #hasControllers(directory: string): boolean {
    const enabled = this.#words(join(directory, 'cgroup.subtree_control'))
    return enabled.includes('memory') && enabled.includes('pids')
  }

  /** Lets groups in a directory have all controllers that there are. */
  #enableControllers(directory: string): boolean {
    const file = join(directory, 'cgroup.subtree_control')
    for (const name of CONTROLLERS) attempt(() => this.#files.write(file, `+${name}`))
    return this.#hasControllers(directory)
  }

  /**
   * In version 2 a group has either processes or groups with controllers: the service's own go into
   * a group beside those of its tasks.
   */
  #moveService(directory: string): void {
    const service = join(directory, SERVICE)
    if (!attempt(() => this.#files.makeDirectory(service)) && !this.#files.isDirectory(service)) return
    for (const pid of this.#words(join(directory, 'cgroup.procs')))
      attempt(() => this.#files.write(join(service, 'cgroup.procs'), pid))
  }

  #limitAll(directory: string, file: string): void {
    attempt(() => this.#files.write(join(directory, file), String(sharedMemoryBytes())))
  }
}

/** Removes what processes that are gone left: groups are named after the process that made them. */
export function removeLeftGroups({ directories }: CgroupPlace): void {
  for (const directory of Object.values(directories)) {
    for (const name of readdirSync(directory)) {
      const [, pid] = /^task-(\d+)-\d+$/.exec(name) ?? []
      if (pid === undefined || statSync(`/proc/${pid}`, { throwIfNoEntry: false })) continue
      attempt(() => rmdirSync(join(directory, name)))
    }
  }
}

/**
 * Finds where groups can be made, and makes the directory `kbisect` there; undefined where no
 * cgroup is delegated to the service.
 */
export function findCgroupPlace(sources: CgroupSources, files: CgroupFiles = kernelFiles): CgroupPlace | undefined {
  const finder = new PlaceFinder(sources, files)
  return finder.unified() ?? finder.separate()
}
