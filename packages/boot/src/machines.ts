/** The architectures whose kernels can be booted. */
export type Architecture = 'arm' | 'arm64' | 'x86_64'

export type Accelerator = 'tcg' | 'kvm'

/** All that booting needs to know about an architecture. */
export interface Machine {
  /** QEMU's program. */
  readonly emulator: string
  readonly machine: Readonly<Record<Accelerator, string>>
  readonly cpu: Readonly<Record<Accelerator, string>>
  /** The console on the first serial port, which is the one that we read. */
  readonly console: string
  /**
   * Shows deaths before the console driver starts. Spelled out in full: the short form needs a
   * device tree or ACPI.
   */
  readonly earlycon: string
  /**
   * What `make` calls the file that `-kernel` wants. The emulator takes a freestanding ELF image as
   * well.
   */
  readonly imageKind: string
  /** Node's name of a host that can run this machine under KVM. */
  readonly kvmHost: NodeJS.Architecture | undefined
  /** Debian's name, and the ELF header's: class (32 or 64 bits) and machine number. */
  readonly debian: string
  readonly elf: { readonly bits: 32 | 64; readonly machine: number }
}

export const MACHINES: Readonly<Record<Architecture, Machine>> = {
  arm: {
    emulator: 'qemu-system-arm',
    // highmem=off: kernels without LPAE cannot reach what `virt` else puts above 4 GiB. No KVM: an
    // arm64 host would need 32-bit guest support, which newer CPUs have dropped.
    machine: { tcg: 'virt,highmem=off', kvm: 'virt,highmem=off' },
    // The newest 32-bit core that `virt` knows; multi_v7 and its descendants have booted on it
    // since 3.x.
    cpu: { tcg: 'cortex-a15', kvm: 'host' },
    console: 'ttyAMA0',
    earlycon: 'pl011,0x9000000',
    imageKind: 'zImage',
    kvmHost: undefined,
    debian: 'armhf',
    elf: { bits: 32, machine: 40 },
  },
  arm64: {
    emulator: 'qemu-system-aarch64',
    // Under KVM the guest gets the host's interrupt controller: there is no emulated one to choose.
    machine: { tcg: 'virt', kvm: 'virt,gic-version=host' },
    // Not `max`: its LPA2 stops kernels before 5.12 in their first instructions, and its pointer
    // authentication is slow.
    cpu: { tcg: 'cortex-a57', kvm: 'host' },
    console: 'ttyAMA0',
    earlycon: 'pl011,0x9000000',
    imageKind: 'Image',
    kvmHost: 'arm64',
    debian: 'arm64',
    elf: { bits: 64, machine: 183 },
  },
  x86_64: {
    emulator: 'qemu-system-x86_64',
    // q35, not microvm: it powers off and resets as real machines do, with ACPI and without.
    machine: { tcg: 'q35', kvm: 'q35' },
    cpu: { tcg: 'qemu64', kvm: 'host' },
    console: 'ttyS0,115200',
    earlycon: 'uart8250,io,0x3f8,115200',
    imageKind: 'bzImage',
    kvmHost: 'x64',
    debian: 'amd64',
    elf: { bits: 64, machine: 62 },
  },
}

export const ARCHITECTURES = Object.keys(MACHINES) as readonly Architecture[]
