import { isAbsolute } from 'node:path'
import type { CommandPlan } from '@kbisect/exec'
import { completeGuest, diskMegabytes, guestArguments } from './guest.ts'
import { MACHINES } from './machines.ts'
import type { BootRequest } from './request.ts'

// The smallest limit of our architectures is arm's 1024 bytes; our own words take about 100 of
// them.
const CMDLINE_LIMIT = 900

// Beside the guest's memory: translated code, of which QEMU keeps up to a gigabyte, and QEMU
// itself.
const EMULATOR_MEGABYTES = 2048
const EMULATOR_THREADS = 256

/** What a boot is asked to do cannot be done: the request is wrong, not the machinery. */
export class BootRequestError extends RangeError {
  override readonly name = 'BootRequestError'
}

function checked(request: BootRequest): BootRequest {
  for (const name of ['image', 'initramfs', 'consoleLog'] as const) {
    if (!isAbsolute(request[name]))
      throw new BootRequestError(`${name} must be an absolute path, not "${request[name]}"`)
  }
  const { cmdline = '', guest } = request
  const { memoryMegabytes, cpus } = completeGuest(guest)
  if (cmdline.length > CMDLINE_LIMIT || !/^[\x20-\x7e]*$/.test(cmdline)) {
    throw new BootRequestError(
      `cmdline must be at most ${CMDLINE_LIMIT} printable ASCII characters: ${JSON.stringify(cmdline)}`,
    )
  }
  if (!Number.isInteger(memoryMegabytes) || memoryMegabytes < 16 || memoryMegabytes > 65_536) {
    throw new BootRequestError(`guest.memoryMegabytes must be a whole number from 16 to 65536, not ${memoryMegabytes}`)
  }
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > 8) {
    throw new BootRequestError(`guest.cpus must be a whole number from 1 to 8, not ${cpus}`)
  }
  return request
}

/** The command line that the kernel gets. */
function kernelCommandLine({ architecture, cmdline }: BootRequest): string {
  const { console, earlycon } = MACHINES[architecture]
  // panic=-1 resets at once, and -no-reboot turns the reset into the emulator's end. An oops need
  // not kill the machine, but a kernel that had one fails the boot anyway: oops=panic brings the
  // end at once.
  return [`console=${console} earlycon=${earlycon} panic=-1 oops=panic`, cmdline].filter(Boolean).join(' ')
}

/**
 * The exact command that boots a request's image. Pure.
 * @throws BootRequestError when a field of the request cannot be right
 */
export function planBoot(request: BootRequest): CommandPlan {
  const { architecture, image, initramfs, accelerator, guest } = checked(request)
  const { memoryMegabytes, cpus } = completeGuest(guest)
  const disks = diskMegabytes(guest)
  const { emulator, machine, cpu } = MACHINES[architecture]
  // Each CPU in a socket of its own: the table that x86 kernels without ACPI read lists sockets,
  // not cores.
  const sockets = cpus === 1 ? '1' : `${cpus},sockets=${cpus}`
  return {
    file: emulator,
    args: [
      ...['-machine', machine[accelerator], '-cpu', cpu[accelerator], '-accel', accelerator],
      ...['-m', `${memoryMegabytes}M`, '-smp', sockets],
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-serial', 'stdio'],
      ...guestArguments(guest),
      ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
      ...['-kernel', image, '-initrd', initramfs, '-append', kernelCommandLine(request)],
    ],
    sandbox: {
      readOnly: [image, initramfs],
      readWrite: [],
      ...(disks > 0 ? { varTmpBytes: 2 * disks * 2 ** 20 } : {}),
      ...(accelerator === 'kvm' ? { devices: ['/dev/kvm'] } : {}),
      limits: {
        memoryBytes: (memoryMegabytes + disks + EMULATOR_MEGABYTES) * 2 ** 20,
        processes: EMULATOR_THREADS,
        cpus: cpus + 1,
      },
    },
  }
}
