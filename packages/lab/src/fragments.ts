import type { Fragment } from './scenario.ts'

const lines = (...settings: string[]): string => `${settings.join('\n')}\n`

const off = (name: string): string => `# CONFIG_${name} is not set`

// What TTY and BLK_DEV_INITRD switch on by default and nobody needs to boot: a third of the objects
// of a first build.
const UNNEEDED = [
  ...['RD_BZIP2', 'RD_LZMA', 'RD_XZ', 'RD_LZO', 'RD_LZ4', 'RD_ZSTD'],
  ...['VT', 'UNIX98_PTYS', 'LEGACY_PTYS', 'INPUT', 'SERIO', 'HID'],
]

/** The lab's main configuration, on top of `tinyconfig` and what booting in QEMU needs. */
export const lab: Fragment = { name: 'lab', content: lines('CONFIG_CMA=y', 'CONFIG_DMA_CMA=y', ...UNNEEDED.map(off)) }

/** "Not with all the builds": without the contiguous area for DMA. */
export const noDmaCma: Fragment = { name: 'no-dma-cma', content: lines(off('DMA_CMA')) }

/** On x86 the contiguous area has no size by default, and so there is none. */
export const X86_CMDLINE = 'cma=16M'

/**
 * Not with all the builds either: with the allocator that most people use, where `tinyconfig` has
 * the smallest.
 */
export const slub: Fragment = { name: 'slub', content: lines(off('SLOB'), 'CONFIG_SLUB=y') }
