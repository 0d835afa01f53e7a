const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/**
 * Directories at the top of a kernel's tree that hold code, with those of their own that are known;
 * undefined: they may be any.
 */
const TOP: Readonly<Record<string, ReadonlySet<string> | undefined>> = {
  arch: words(`alpha arc arm arm64 avr32 blackfin c6x cris csky frv h8300 hexagon ia64 loongarch m32r m68k metag microblaze mips mn10300
    nds32 nios2 openrisc parisc powerpc riscv s390 score sh sparc tile um unicore32 x86 xtensa`),
  block: words('partitions'),
  certs: words(''),
  crypto: undefined,
  drivers: undefined,
  fs: undefined,
  include:
    words(`acpi asm-generic clocksource crypto cxl drm dt-bindings generated hyperv keys kunit kvm linux math-emu media memory misc
    net pcmcia ras rdma rv rxrpc scsi soc sound target trace uapi ufs vdso video xen`),
  init: words(''),
  io_uring: words(''),
  ipc: words(''),
  kernel:
    words(`bpf cgroup configs debug dma entry events futex gcov irq kcsan livepatch liveupdate locking module power printk rcu sched
    time trace unwind`),
  lib: words(`842 crc crypto dim fonts fuse kunit livepatch lz4 lzo math pldmfw raid raid6 reed_solomon test_fortify tests vdso xz
    zlib_deflate zlib_dfltcc zlib_inflate zstd`),
  mm: words('damon kasan kfence kmsan'),
  net: undefined,
  rust: undefined,
  samples: undefined,
  security: undefined,
  sound: undefined,
  virt: words('kvm lib'),
}

/** Directories of the tree that are named like one at its top. */
const NAMED_LIKE_A_TOP = words(
  'drivers/block drivers/crypto drivers/net drivers/virt fs/crypto rust/kernel samples/rust sound/drivers',
)

const SYSTEM = /^\/(?:usr\/(?:local\/)?|var\/|opt\/)?(?:lib|lib64|include|src)\//
// "linux", "linux-6.1.5", "kernel-source": the directory of a tree, unless it is that of its
// headers.
const TREE = /^(?:linux|(?:linux|kernel)[-_.].+)$/
const HEADERS = words('include uapi')

/**
 * A file's path as the source tree has it. Builds outside of the tree print it with a way to the
 * tree in front, old ones an absolute path, others that of their own build directory. Where the
 * tree begins is seen by the directories that it has at its top: `kernel/lib` is none of them, so
 * `kernel/lib/one.c` is `lib/one.c` of a tree that lies in `kernel`.
 * @param path with or without a line number behind it
 * @param sourceDirectory of the tree, where it is known
 */
export function sourcePath(path: string, sourceDirectory?: string): string {
  if (sourceDirectory !== undefined && path.startsWith(`${sourceDirectory}/`)) {
    return resolved(path.slice(sourceDirectory.length + 1)).join('/')
  }
  const system = SYSTEM.exec(path)?.[0] ?? ''
  const parts = resolved(path.slice(system.length))
  const tree = parts.findLastIndex(
    (part, at) => TREE.test(part) && !HEADERS.has(parts[at - 1] ?? '') && at < parts.length - 1,
  )
  const start = [tree + 1, 0].map((from) => startOfTree(parts, from)).find((at) => at >= 0)
  if (start !== undefined) return parts.slice(start).join('/')
  return path.startsWith('/') ? path : parts.join('/')
}

function startOfTree(parts: readonly string[], from: number): number {
  const sure = parts.findIndex((_, at) => at >= from && beginsTree(parts, at))
  if (sure >= 0) return sure
  // A directory that is newer than the list.
  return parts.findIndex((part, at) => at >= from && Object.hasOwn(TOP, part) && at < parts.length - 1)
}

function beginsTree(parts: readonly string[], at: number): boolean {
  const [top = '', below = ''] = parts.slice(at)
  if (!Object.hasOwn(TOP, top) || below === '') return false
  const isFile = at + 2 === parts.length
  const known = TOP[top]
  if (known) return known.has(below) || (isFile && top !== 'arch' && top !== 'include')
  if (Object.hasOwn(TOP, below) && !NAMED_LIKE_A_TOP.has(`${top}/${below}`)) return false
  // A tree that lies in a directory named like one of its own: `net/work/net/core`.
  return parts.slice(0, -1).lastIndexOf(top) === at
}

/** The parts of a path; `..` takes back the part before it, and is dropped where there is none. */
function resolved(path: string): string[] {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts
}
