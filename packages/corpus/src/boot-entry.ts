import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BootAnswer, boot, provideBusybox, writeInitramfs } from '@kbisect/boot'
import type { Architecture } from '@kbisect/build'
import type { Ending, Entry } from './entry.ts'
import { ConsoleWatch } from './watch-console.ts'

export interface Booted {
  readonly nonce: string
  readonly ending: Ending
  readonly console: Buffer
}

// Far more than any boot needs, also on a busy machine.
const WALL_SECONDS = 400
const CONSOLE_BYTES = 64 * 1024
const FOREIGN: Readonly<Record<Architecture, Architecture>> = { arm: 'arm64', arm64: 'arm', x86_64: 'arm64' }

/**
 * The word of an entry's run: always the same, so that a log that is made again differs in what the
 * kernel says alone.
 */
export function nonceOf({ architecture, build, name }: Pick<Entry, 'architecture' | 'build' | 'name'>): string {
  return createHash('sha256').update(`${architecture}/${build}/${name}`).digest('hex').slice(0, 16)
}

async function initramfs(entry: Entry, nonce: string, state: string): Promise<string> {
  const { architecture, setup, test } = entry
  const file = join(state, 'boots', `${architecture}-${entry.build}-${entry.name}.cpio`)
  const busybox = await provideBusybox({
    architecture: setup.initramfs === 'foreign' ? FOREIGN[architecture] : architecture,
    cacheDirectory: join(state, 'busybox'),
  })
  await writeInitramfs({
    busybox,
    nonce,
    test: test.kind === 'script' ? { kind: 'script', script: setup.script ?? 'exit 0\n' } : { kind: test.kind },
    file,
  })
  return file
}

function endingOf(answer: BootAnswer, killed: boolean): Ending {
  if (answer.ending !== 'cancelled') return answer.ending
  if (killed) return 'killed'
  throw new Error('the boot was cancelled')
}

/**
 * Boots an entry's image once and takes its console.
 * @param patience CPU seconds of the emulator without a word, after which it hangs
 */
async function bootOnce(entry: Entry, image: string, nonce: string, state: string, patience: number): Promise<Booted> {
  const { setup } = entry
  const consoleLog = join(state, 'boots', `${entry.architecture}-${entry.build}-${entry.name}.console`)
  const stop = new AbortController()
  const watch = new ConsoleWatch(entry, nonce, () => stop.abort(new Error('killed on purpose')))
  const answer = await boot(
    {
      architecture: entry.architecture,
      image,
      initramfs: await initramfs(entry, nonce, state),
      accelerator: 'tcg',
      ...(setup.cmdline === undefined ? {} : { cmdline: setup.cmdline }),
      ...(setup.guest === undefined ? {} : { guest: setup.guest }),
      limits: {
        cpuSeconds: patience * 6,
        wallSeconds: setup.wallSeconds ?? WALL_SECONDS,
        silenceCpuSeconds: patience,
        silenceWallSeconds: 10,
        consoleBytes: setup.consoleBytes ?? CONSOLE_BYTES,
      },
      consoleLog,
      sandboxMode: 'bwrap',
    },
    { signal: stop.signal, onConsole: (chunk) => watch.hear(chunk) },
  )
  return { nonce, ending: endingOf(answer, stop.signal.aborted), console: await readFile(consoleLog) }
}

/**
 * Boots an entry as often as it says; of several boots the consoles come one after the other, with
 * the last one's ending.
 */
export async function bootEntry(entry: Entry, image: string, state: string, patience: number): Promise<Booted> {
  await mkdir(join(state, 'boots'), { recursive: true })
  const nonce = nonceOf(entry)
  let all = await bootOnce(entry, image, nonce, state, patience)
  for (let more = 1; more < (entry.setup.boots ?? 1); more++) {
    const next = await bootOnce(entry, image, nonce, state, patience)
    all = { ...next, console: Buffer.concat([all.console, next.console]) }
  }
  return all
}
