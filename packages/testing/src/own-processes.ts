import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface OwnProcess {
  readonly pid: number
  /** The kernel's short name of it: `make`, `qemu-system-aar`. */
  readonly program: string
  readonly commandLine: string
  /** `NAME=VALUE`, each followed by a NUL; empty where it may not be read. */
  readonly environment: string
}

// Absent: it ended while we looked, or belongs to somebody else.
const attempt = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ''
  }
}

function look(pid: number, stateDir: string): OwnProcess | undefined {
  const read = (name: string) => attempt(() => readFileSync(`/proc/${pid}/${name}`, 'utf8'))
  const commandLine = read('cmdline').replaceAll('\0', ' ').trim()
  // Zombies and kernel threads have none.
  if (commandLine === '') return undefined
  const environment = read('environ')
  const about = [commandLine, environment, attempt(() => readlinkSync(`/proc/${pid}/cwd`))]
  if (!about.some((text) => text.includes(stateDir))) return undefined
  return { pid, program: read('comm').trim(), commandLine, environment }
}

/**
 * The living processes that have to do with a state directory: by command line, environment or
 * working directory.
 */
export function processesOf(stateDir: string): OwnProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => look(Number(name), stateDir) ?? [])
}

// What the service keeps running, the holders of its locks (`cat`) among them; the rest are builds
// and boots, which come and go.
const SERVERS = /postgres|redis-server|\/(api|worker)\/dist\/main\.js|supervisor-main\.js|^cat$/

/** Compilers, emulators and whatever else works for a bisection right now. */
export const workOf = (stateDir: string): OwnProcess[] =>
  processesOf(stateDir).filter(({ commandLine }) => !SERVERS.test(commandLine))

/**
 * Waits until something is found.
 * @throws Error when that takes longer than so many seconds
 */
export async function waitFor<T>(what: string, seconds: number, find: () => T | undefined): Promise<T> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const found = find()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`)
    await sleep(10)
  }
}

/** Waits until no build and no boot is left. @throws Error naming what is */
export async function expectNoWorkLeft(stateDir: string, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const left = workOf(stateDir)
    if (left.length === 0) return
    if (performance.now() > deadline) {
      throw new Error(`left running:\n${left.map(({ pid, commandLine }) => `${pid} ${commandLine}`).join('\n')}`)
    }
    await sleep(20)
  }
}
