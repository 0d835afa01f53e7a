import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { type CgroupFiles, findCgroupPlace } from './cgroup-place.ts'

const ROOT = '/sys/fs/cgroup'

interface Group {
  /** What the group above lets it have. */
  readonly controllers: ReadonlySet<string>
  readonly given: Set<string>
  readonly processes: Set<string>
}

/** Version 2 of cgroups, with the rules of the kernel that matter here. */
class Hierarchy implements CgroupFiles {
  readonly groups = new Map<string, Group>()
  readonly limits = new Map<string, string>()
  readonly #writable: (path: string) => boolean

  constructor(writable: (path: string) => boolean) {
    this.#writable = writable
    this.groups.set(ROOT, {
      controllers: new Set(['memory', 'pids', 'cpu', 'io']),
      given: new Set(),
      processes: new Set(),
    })
  }

  /** A group as it is found: what it gives on, and the processes in it. */
  add(path: string, given: readonly string[], processes: readonly string[] = []): this {
    const above = this.groups.get(dirname(path))
    this.groups.set(path, {
      controllers: above?.given ?? new Set(),
      given: new Set(given),
      processes: new Set(processes),
    })
    return this
  }

  read(file: string): string {
    const group = this.#group(file)
    if (file.endsWith('/cgroup.controllers')) return [...group.controllers].join(' ')
    return [...(file.endsWith('/cgroup.procs') ? group.processes : group.given)].join(' ')
  }

  write(file: string, text: string): void {
    const group = this.#group(file)
    if (!this.isWritable(dirname(file))) throw new Error('EACCES')
    if (file.endsWith('/cgroup.procs')) {
      for (const other of this.groups.values()) other.processes.delete(text)
      group.processes.add(text)
    } else if (file.endsWith('/cgroup.subtree_control')) {
      if (group.processes.size > 0 && dirname(file) !== ROOT) throw new Error('EBUSY')
      if (!group.controllers.has(text.slice(1))) throw new Error('ENOENT')
      group.given.add(text.slice(1))
    } else this.limits.set(file, text)
  }

  makeDirectory(path: string): void {
    if (this.groups.has(path)) throw new Error('EEXIST')
    if (!this.isWritable(dirname(path))) throw new Error('EACCES')
    this.add(path, [])
  }

  isDirectory = (path: string): boolean => this.groups.has(path)
  isWritable = (path: string): boolean => this.#writable(path)

  #group(file: string): Group {
    const group = this.groups.get(dirname(file))
    if (!group) throw new Error('ENOENT')
    return group
  }
}

const find = (hierarchy: Hierarchy, path: string) =>
  findCgroupPlace(
    { cgroup: `0::${path}\n`, mountinfo: `30 25 0:26 / ${ROOT} rw,nosuid - cgroup2 cgroup2 rw\n` },
    hierarchy,
  )

test('root makes its groups beside its own, where the system gives controllers on', () => {
  const slice = join(ROOT, 'system.slice')
  const hierarchy = new Hierarchy(() => true)
    .add(slice, ['memory', 'pids'])
    .add(join(slice, 'kbisect.service'), [], ['10', '11'])
  expect(find(hierarchy, '/system.slice/kbisect.service')).toEqual({
    version: 2,
    directories: { memory: join(slice, 'kbisect') },
  })
  expect(hierarchy.groups.get(join(slice, 'kbisect'))?.given).toEqual(new Set(['memory', 'pids']))
  expect(Number(hierarchy.limits.get(join(slice, 'kbisect/memory.max')))).toBeGreaterThan(0)
  // The groups of others are as they were.
  expect(hierarchy.groups.get(slice)?.given).toEqual(new Set(['memory', 'pids']))
  expect(hierarchy.groups.get(join(slice, 'kbisect.service'))?.processes).toEqual(new Set(['10', '11']))
})

test('a unit that is delegated to its user has its processes moved aside, as the kernel asks', () => {
  const unit = join(ROOT, 'system.slice/kbisect.service')
  const hierarchy = new Hierarchy((path) => path.startsWith(unit))
    .add(join(ROOT, 'system.slice'), ['memory', 'pids', 'cpu'])
    .add(unit, [], ['10', '11'])
  expect(find(hierarchy, '/system.slice/kbisect.service')?.directories).toEqual({ memory: join(unit, 'kbisect') })
  expect(hierarchy.groups.get(join(unit, 'kbisect-service'))?.processes).toEqual(new Set(['10', '11']))
  expect(hierarchy.groups.get(join(unit, 'kbisect'))?.given).toEqual(new Set(['memory', 'pids', 'cpu']))
  // A worker that starts later is in the group beside.
  expect(find(hierarchy, '/system.slice/kbisect.service/kbisect-service')?.directories).toEqual({
    memory: join(unit, 'kbisect'),
  })
})

test('a user in a session makes its groups where the user manager gives controllers on, and moves no process', () => {
  const slice = join(ROOT, 'user.slice')
  const manager = join(slice, 'app.slice')
  const hierarchy = new Hierarchy((path) => path.startsWith(manager))
    .add(slice, ['memory', 'pids'])
    .add(manager, ['memory', 'pids'])
    .add(join(manager, 'terminal.scope'), [], ['20', '21'])
  expect(find(hierarchy, '/user.slice/app.slice/terminal.scope')?.directories).toEqual({
    memory: join(manager, 'kbisect'),
  })
  expect(hierarchy.groups.get(join(manager, 'terminal.scope'))?.processes).toEqual(new Set(['20', '21']))
})

test('a user to whom nothing is delegated has no place, and nothing is changed', () => {
  const session = join(ROOT, 'session.scope')
  const hierarchy = new Hierarchy(() => false).add(session, [], ['30'])
  expect(find(hierarchy, '/session.scope')).toBeUndefined()
  expect([...hierarchy.groups.keys()]).toEqual([ROOT, session])
})

test('a delegated group without the controllers has no place, and its processes stay', () => {
  const scope = join(ROOT, 'session.scope')
  const hierarchy = new Hierarchy((path) => path.startsWith(scope)).add(scope, [], ['30'])
  expect(find(hierarchy, '/session.scope')).toBeUndefined()
  expect(hierarchy.groups.get(scope)?.processes).toEqual(new Set(['30']))
})

test('with version 1 each controller has a place of its own, below the group of the process', () => {
  const mounts = ['memory', 'pids', 'cpu,cpuacct'].map(
    (names, at) => `${at} 25 0:26 / ${ROOT}/${names} rw - cgroup cgroup rw,${names}`,
  )
  const made: string[] = []
  const files: CgroupFiles = {
    read: () => '',
    write: () => {},
    makeDirectory: (path) => void made.push(path),
    isDirectory: () => true,
    isWritable: () => true,
  }
  const sources = { cgroup: '4:memory:/a:b\n3:pids:/\n2:cpu,cpuacct:/c\n0::/\n', mountinfo: mounts.join('\n') }
  const directories = {
    memory: `${ROOT}/memory/a:b/kbisect`,
    pids: `${ROOT}/pids/kbisect`,
    cpu: `${ROOT}/cpu,cpuacct/c/kbisect`,
  }
  expect(findCgroupPlace(sources, files)).toEqual({ version: 1, directories })
  expect(made).toEqual(Object.values(directories))
  // Where one of the two that are needed is missing there is none at all.
  expect(findCgroupPlace({ ...sources, cgroup: '4:memory:/a\n0::/\n' }, files)).toBeUndefined()
})
