import type { Architecture, BuildTarget, Fragment } from '@kbisect/build'

/** A kernel that logs are made with; it is built once for each of its architectures. */
export interface CorpusBuild {
  readonly name: BuildName
  readonly architectures: readonly Architecture[]
  readonly toolchain: 'gcc' | 'clang'
  readonly config: readonly Fragment[]
  /** In a few words, for the header of a log. */
  readonly words: string
  /** In CPU seconds of the emulator: what checks every access takes long to boot. */
  readonly bootSeconds: number
}

export type BuildName = 'small-gcc' | 'small-clang' | 'debug-gcc' | 'kcsan-gcc'

const on = (names: string): string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => (name.includes('=') ? `CONFIG_${name}` : `CONFIG_${name}=y`))
const off = (names: string): string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `# CONFIG_${name} is not set`)
const fragment = (name: string, ...lines: string[][]): Fragment => ({ name, content: `${lines.flat().join('\n')}\n` })

// What nobody needs to boot, as in the lab, and system calls by which a test script can be told of
// the kernel's settings.
const small = fragment(
  'small',
  on('CMA DMA_CMA SYSCTL PROC_SYSCTL'),
  off('RD_BZIP2 RD_LZMA RD_XZ RD_LZO RD_LZ4 RD_ZSTD VT UNIX98_PTYS LEGACY_PTYS INPUT SERIO HID'),
)

// x86 must not guess its call traces here; the small build does, as tinyconfig wants it.
const traced = on('SLUB SMP NR_CPUS=2 PREEMPT DEBUG_KERNEL BLOCK PRINTK_CALLER UNWINDER_ORC')

const debug = fragment(
  'debug',
  traced,
  on('KASAN KASAN_GENERIC KASAN_OUTLINE KASAN_STACK KASAN_VMALLOC VMAP_STACK KFENCE UBSAN UBSAN_BOUNDS UBSAN_SHIFT'),
  on('UBSAN_SANITIZE_ALL PROVE_LOCKING DEBUG_ATOMIC_SLEEP DEBUG_LIST SCHED_STACK_END_CHECK'),
  on('DETECT_HUNG_TASK DEFAULT_HUNG_TASK_TIMEOUT=3 SOFTLOCKUP_DETECTOR RCU_CPU_STALL_TIMEOUT=3 HARDLOCKUP_DETECTOR'),
  on('DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT DEBUG_INFO_REDUCED'),
  off('DEBUG_INFO_NONE UNWINDER_GUESS UBSAN_BOOL UBSAN_ENUM UBSAN_TRAP'),
)

const kcsan = fragment(
  'kcsan',
  traced,
  on('KCSAN KCSAN_INTERRUPT_WATCHER KCSAN_SKIP_WATCH=50 KFENCE KFENCE_SAMPLE_INTERVAL=20 SLAB_FREELIST_HARDENED'),
  // With earlyprintk= the unpacker speaks too, and so does a fault before there is anybody to tell
  // it to.
  on('EARLY_PRINTK X86_VERBOSE_BOOTUP'),
  off('BLOCK UNWINDER_GUESS KCSAN_SELFTEST KCSAN_EARLY_ENABLE'),
)

export const BUILDS: readonly CorpusBuild[] = [
  {
    name: 'small-gcc',
    architectures: ['arm64', 'x86_64', 'arm'],
    toolchain: 'gcc',
    config: [small],
    words: 'tinyconfig, one CPU',
    bootSeconds: 5,
  },
  {
    name: 'debug-gcc',
    architectures: ['x86_64', 'arm64', 'arm'],
    toolchain: 'gcc',
    config: [small, debug],
    words: 'tinyconfig with KASAN, UBSAN, KFENCE, lockdep, SMP, PREEMPT',
    bootSeconds: 25,
  },
  {
    name: 'small-clang',
    architectures: ['arm64', 'x86_64', 'arm'],
    toolchain: 'clang',
    config: [small],
    words: 'tinyconfig, one CPU',
    bootSeconds: 5,
  },
  {
    name: 'kcsan-gcc',
    architectures: ['x86_64'],
    toolchain: 'gcc',
    config: [small, kcsan],
    words: 'tinyconfig with KCSAN, KFENCE, SMP, PREEMPT',
    bootSeconds: 25,
  },
]

/** What kbuild is asked for. */
export function targetOf(build: CorpusBuild, architecture: Architecture): BuildTarget {
  return {
    architecture,
    config: 'tinyconfig',
    fragments: build.config,
    toolchain: build.toolchain,
    bootable: true,
  }
}
