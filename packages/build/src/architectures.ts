export type Architecture = 'arm' | 'arm64' | 'x86_64'

export interface ArchitectureRow {
  /** Kbuild's name for it: `ARCH=`. */
  readonly kbuildName: string
  /** The make target that links the image and nothing else: no modules, no device trees. */
  readonly imageTarget: string
  /** Where kbuild leaves the image, below the output directory. */
  readonly imagePath: string
  /** `CROSS_COMPILE=`, the preferred first. */
  readonly crossPrefixes: readonly string[]
  /** Node's `process.arch` of the hosts whose own compiler builds it. */
  readonly nativeOn: string
}

/** Everything that building for an architecture needs to know. */
export const ARCHITECTURES: Readonly<Record<Architecture, ArchitectureRow>> = {
  arm: {
    kbuildName: 'arm',
    // The compressed image: what QEMU's and real boot loaders take. `Image` would also boot but is not the default.
    imageTarget: 'zImage',
    imagePath: 'arch/arm/boot/zImage',
    // A kernel is built without floating point: both libraries' compilers do.
    crossPrefixes: ['arm-linux-gnueabihf-', 'arm-linux-gnueabi-'],
    nativeOn: 'arm',
  },
  arm64: {
    kbuildName: 'arm64',
    // Not `Image.gz`: QEMU loads both, and compressing costs seconds a build.
    imageTarget: 'Image',
    imagePath: 'arch/arm64/boot/Image',
    crossPrefixes: ['aarch64-linux-gnu-'],
    nativeOn: 'arm64',
  },
  x86_64: {
    // Kbuild takes `x86_64` and then looks in arch/x86.
    kbuildName: 'x86_64',
    imageTarget: 'bzImage',
    imagePath: 'arch/x86/boot/bzImage',
    crossPrefixes: ['x86_64-linux-gnu-'],
    nativeOn: 'x64',
  },
}

export const ARCHITECTURE_NAMES = Object.keys(ARCHITECTURES) as Architecture[]
