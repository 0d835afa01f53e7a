export type Architecture = 'arm' | 'arm64' | 'x86_64'

/**
 * How a kernel is packed into an image that unpacks itself. Paths are relative to the output
 * directory.
 */
export interface Wrapping {
  /** The program that unpacks the kernel, with the packed kernel linked in. */
  readonly unpacker: string
  /** The image begins with code and a header as the x86 boot protocol says. */
  readonly bootProtocol: boolean
  /** Files that are packed beside the kernel when a symbol is set. */
  readonly parts: readonly { readonly path: string; readonly symbol: string }[]
}

export interface ArchitectureRow {
  /** Kbuild's name for it: `ARCH=`. */
  readonly kbuildName: string
  /** The make target that links the image and nothing else: no modules, no device trees. */
  readonly imageTarget: string
  /** Where kbuild leaves the image, below the output directory. */
  readonly imagePath: string
  /**
   * Files between vmlinux and the image whose saved commands say how it is made; those that a tree
   * does not make are passed over.
   */
  readonly imageSteps: readonly string[]
  /** Absent where the image is vmlinux without its headers. */
  readonly wrapping?: Wrapping
  /** `CROSS_COMPILE=`, the preferred first. */
  readonly crossPrefixes: readonly string[]
  /** Node's `process.arch` of the hosts whose own compiler builds it. */
  readonly nativeOn: string
}

const PACKERS = ['gz', 'bz2', 'lzma', 'xz', 'lzo', 'lz4', 'zst']

/** Everything that building for an architecture needs to know. */
export const ARCHITECTURES: Readonly<Record<Architecture, ArchitectureRow>> = {
  arm: {
    kbuildName: 'arm',
    // The compressed image: what QEMU's and real boot loaders take. `Image` would also boot but is
    // not the default.
    imageTarget: 'zImage',
    imagePath: 'arch/arm/boot/zImage',
    imageSteps: ['Image', 'compressed/piggy_data', 'compressed/vmlinux', 'zImage'].map(
      (name) => `arch/arm/boot/${name}`,
    ),
    wrapping: { unpacker: 'arch/arm/boot/compressed/vmlinux', bootProtocol: false, parts: [] },
    // Soft-float first. Kernels before 5.17 ask the compiler which -march it takes before they say
    // -msoft-float, and a hard-float gcc since 11 takes none without an FPU: they then assemble for
    // ARMv5 and fail. Later kernels build with both.
    crossPrefixes: ['arm-linux-gnueabi-', 'arm-linux-gnueabihf-'],
    nativeOn: 'arm',
  },
  arm64: {
    kbuildName: 'arm64',
    // Not `Image.gz`: QEMU loads both, and compressing costs seconds a build.
    imageTarget: 'Image',
    imagePath: 'arch/arm64/boot/Image',
    imageSteps: ['arch/arm64/boot/Image'],
    crossPrefixes: ['aarch64-linux-gnu-'],
    nativeOn: 'arm64',
  },
  x86_64: {
    // Kbuild takes `x86_64` and then looks in arch/x86.
    kbuildName: 'x86_64',
    imageTarget: 'bzImage',
    imagePath: 'arch/x86/boot/bzImage',
    imageSteps: [
      ...['vmlinux.bin', ...PACKERS.map((packer) => `vmlinux.bin.${packer}`), 'piggy.S', 'vmlinux'].map(
        (name) => `arch/x86/boot/compressed/${name}`,
      ),
      ...['arch/x86/boot/vmlinux.bin', 'arch/x86/boot/bzImage'],
    ],
    wrapping: {
      unpacker: 'arch/x86/boot/compressed/vmlinux',
      bootProtocol: true,
      parts: [{ path: 'arch/x86/boot/compressed/vmlinux.relocs', symbol: 'CONFIG_X86_NEED_RELOCS' }],
    },
    crossPrefixes: ['x86_64-linux-gnu-'],
    nativeOn: 'x64',
  },
}

export const ARCHITECTURE_NAMES = Object.keys(ARCHITECTURES) as Architecture[]
