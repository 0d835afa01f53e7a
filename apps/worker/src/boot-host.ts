import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BootDone, BootHost } from '@kbisect/bisection'
import { boot, emulatorVersion, provideBusybox, writeInitramfs } from '@kbisect/boot'
import { findSourceLine } from '@kbisect/build'
import type { Architecture, Test } from '@kbisect/contracts'
import type { SandboxMode } from '@kbisect/exec'
import { linesOf } from '@kbisect/text'
import { type CodePlace, readAddr2line, symbolAddress } from '@kbisect/verdict'
import type { KvmTrust } from './kvm-trust.ts'
import { openReader } from './open-reader.ts'

// A worker builds in `…/worktrees/WORKER/TREE`, on whatever host that was; a directory in front of
// it may be called like one of the kernel's.
const WORKTREE = /^(\/.*\/worktrees\/[^/]+\/[^/]+)\//

/**
 * The source line in what addr2line says of a kernel that a worker built, relative to its tree;
 * undefined where it does not know.
 */
export function sourceLineWords(output: string): string | undefined {
  const [line = ''] = linesOf(output)
  return readAddr2line(output, WORKTREE.exec(line)?.[1])
}

// A kernel that prints more than this is flooding; its end would not be read anyway.
const CONSOLE_BYTES = 64 << 20

export interface BootHostOptions {
  readonly name: string
  /** For initramfs files while a boot lasts. */
  readonly workDirectory: string
  /** For consoles while a boot lasts. */
  readonly liveLogsDirectory: string
  readonly busyboxDirectory: string
  readonly sandboxMode: SandboxMode
  readonly kvm: KvmTrust
  /** Hears of what failed and did not matter. */
  readonly onTrouble: (error: unknown) => void
}

type Request = Parameters<BootHost['boot']>[0]

/** Boots on this machine, in QEMU. */
export function openBootHost(options: BootHostOptions): BootHost {
  return {
    name: options.name,
    emulator: async (architecture) => ({
      version: await emulatorVersion(architecture, options.sandboxMode),
      kvm: await options.kvm.trusted(architecture),
    }),
    async boot(request, use) {
      await mkdir(options.workDirectory, { recursive: true })
      await mkdir(options.liveLogsDirectory, { recursive: true })
      const directory = await mkdtemp(join(options.workDirectory, 'boot-'))
      try {
        return await use(await bootOnce(options, request, directory))
      } finally {
        await rm(directory, { recursive: true, force: true })
        const consoleLog = join(options.liveLogsDirectory, request.name)
        for (const file of [consoleLog, `${consoleLog}.times`]) await rm(file, { force: true })
      }
    },
    findSource: (place, files, architecture, signal) =>
      findSource(options, place, files, architecture, signal).catch((error: unknown) => {
        options.onTrouble(error)
        return undefined
      }),
  }
}

async function bootOnce(options: BootHostOptions, request: Request, directory: string): Promise<BootDone> {
  const { name, image, target, test, limits, accelerator, signal } = request
  const guest = target.guest === undefined ? {} : { guest: target.guest }
  const nonce = randomBytes(12).toString('hex')
  const initramfs = await prepareInitramfs(options, target.architecture, test, nonce, directory, signal)
  const reader = openReader(nonce, test)
  const consoleLog = join(options.liveLogsDirectory, name)
  const answer = await boot(
    {
      architecture: target.architecture,
      image,
      initramfs,
      cmdline: target.cmdline,
      ...guest,
      accelerator,
      limits: { ...limits, consoleBytes: CONSOLE_BYTES },
      consoleLog,
      sandboxMode: options.sandboxMode,
    },
    { signal, onConsole: (chunk) => reader.push(chunk) },
  )
  if (answer.ending === 'cancelled') throw new Error('the boot was cancelled')
  const shown = reader.conclude(answer.ending)
  if (shown.kind === 'passed')
    options.kvm.learn({ architecture: target.architecture, image, initramfs, nonce, cmdline: target.cmdline, ...guest })
  return {
    result: shown,
    consoleLog,
    command: answer.commandLine,
    emulator: answer.emulator,
    accelerator,
    cpuSeconds: answer.cpuSeconds,
    seconds: answer.wallSeconds,
  }
}

async function prepareInitramfs(
  options: BootHostOptions,
  architecture: Architecture,
  test: Test,
  nonce: string,
  directory: string,
  signal: AbortSignal,
): Promise<string> {
  const busybox = await provideBusybox({ architecture, cacheDirectory: options.busyboxDirectory, signal })
  const file = join(directory, 'initramfs.cpio.gz')
  const guestTest =
    test.kind === 'script' ? { kind: 'script' as const, script: test.script } : { kind: 'boot' as const }
  await writeInitramfs({ busybox, nonce, test: guestTest, file })
  return file
}

async function findSource(
  { sandboxMode }: BootHostOptions,
  place: CodePlace,
  files: { readonly systemMap: string; readonly debugInfo: string },
  architecture: Architecture,
  signal: AbortSignal,
): Promise<string | undefined> {
  const address = symbolAddress(await readFile(files.systemMap, 'utf8'), place)
  if (address === undefined) return undefined
  return sourceLineWords(
    await findSourceLine({ architecture, debugInfo: files.debugInfo, address, sandboxMode, signal }),
  )
}
