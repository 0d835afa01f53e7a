import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ToyArch } from './toy-plan.ts'

/** What an ELF header says of each architecture: its class, and its machine's number. */
const ELF: Readonly<Record<ToyArch, { readonly bits: 32 | 64; readonly machine: number }>> = {
  arm: { bits: 32, machine: 40 },
  arm64: { bits: 64, machine: 183 },
  x86_64: { bits: 64, machine: 62 },
}

/**
 * Puts a file that looks like a static program in the place of each busybox. The toy kernel runs no
 * program, and unpacking a real one is most of what its boot costs.
 */
export function writeStandInBusyboxes(stateDir: string): void {
  const directory = join(stateDir, 'busybox')
  mkdirSync(directory, { recursive: true })
  for (const [architecture, { bits, machine }] of Object.entries(ELF)) {
    const header = Buffer.alloc(64)
    header.write('\x7fELF', 'latin1')
    header[4] = bits / 32
    // Little-endian, version 1, and no program headers: nothing that would have to be linked.
    header[5] = 1
    header[6] = 1
    header.writeUInt16LE(machine, 18)
    writeFileSync(join(directory, `busybox-${architecture}`), header, { mode: 0o755 })
  }
}
