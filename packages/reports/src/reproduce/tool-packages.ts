/** Debian's packages of the programs whose packages are called otherwise. */
const PACKAGES: Readonly<Record<string, string>> = {
  ld: 'binutils',
  readelf: 'binutils',
  base64: 'coreutils',
  od: 'coreutils',
  sha256sum: 'coreutils',
  timeout: 'coreutils',
  'qemu-system-aarch64': 'qemu-system-arm',
  'qemu-system-x86_64': 'qemu-system-x86',
}

/**
 * The package of Debian that has a program: `gcc-aarch64-linux-gnu` for `aarch64-linux-gnu-gcc`.
 */
export function packageOf(program: string): string {
  const llvm = /^(?:ld\.(lld)|(llvm)-objcopy)(-\d+)?$/.exec(program)
  if (llvm) return `${llvm[1] ?? llvm[2]}${llvm[3] ?? ''}`
  const cross = /^(.+-linux-gnu\w*)-(gcc(?:-\d+)?|ld)$/.exec(program)
  if (!cross) return PACKAGES[program] ?? program
  const [, triple = '', tool = ''] = cross
  const machine = triple.replace('_', '-')
  return tool === 'ld' ? `binutils-${machine}` : `${tool}-${machine}`
}
