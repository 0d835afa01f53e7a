import { background } from '../background/index.ts'
import { lab, noDmaCma, X86_CMDLINE } from '../fragments.ts'
import { type Change, dealer, type Scenario, type Step } from '../scenario.ts'
import { after, before, culprit } from './cma-dynamic.ts'

const INIT = 'arch/arm64/mm/init.c'

const NEW_ORDER = `	/*
	 * Reserve the CMA area after arm64_dma_phys_limit was initialised.
	 */
	dma_contiguous_reserve(arm64_dma_phys_limit);

`

const NO_LIMIT = `	/*
	 * Reserve the CMA area wherever there is memory.
	 */
	dma_contiguous_reserve(PHYS_MASK + 1);

`

/** Linux 5.9 reserved the area before the linear map was there. The regression needs that order. */
const orderOfV59: readonly Change[] = [
  {
    subject: 'arm64: mm: let the CMA area lie anywhere in memory',
    body: 'Devices with a limit get an area of their own from the device tree.',
    edits: [{ path: INIT, from: NEW_ORDER, to: NO_LIMIT }],
  },
  {
    subject: 'arm64: mm: reserve the CMA area at the end of arm64_memblock_init()',
    body: `All other reservations are made there. This is the order of v5.9.`,
    edits: [
      { path: INIT, from: NO_LIMIT, to: '' },
      {
        path: INIT,
        from: '	high_memory = __va(memblock_end_of_DRAM() - 1) + 1;\n}\n',
        to: '	high_memory = __va(memblock_end_of_DRAM() - 1) + 1;\n\n	dma_contiguous_reserve(PHYS_MASK + 1);\n}\n',
      },
    ],
  },
]

const OFFSETS = 'arch/arm64/kernel/asm-offsets.c'
const STACK = '  DEFINE(TSK_STACK,		offsetof(struct task_struct, stack));\n'
const STACK_LIMIT = '  DEFINE(TSK_TI_STACK_LIMIT,	offsetof(struct task_struct, thread_info.stack_limit));\n'

// asm-offsets.c is compiled before everything else: these commits fail within seconds.
const doesNotCompile: Change = {
  subject: 'arm64: asm-offsets: export the offset of the stack limit',
  body: 'The entry code will need it to check for a stack overflow.',
  edits: [{ path: OFFSETS, from: STACK, to: STACK + STACK_LIMIT }],
}

const compilesAgain: Change = {
  subject: 'arm64: asm-offsets: drop the offset of the stack limit',
  body: `The patch that adds thread_info::stack_limit was not picked up, and so
asm-offsets.c does not compile. Nothing needs the offset yet.`,
  edits: [{ path: OFFSETS, from: STACK_LIMIT, to: '' }],
}

const SETUP = 'arch/arm64/kernel/setup.c'
const GLOBAL = '	struct memblock_region *region;\n	struct resource *res;\n	unsigned long i = 0;\n'
const SHADOWED =
  '	struct memblock_region *region;\n	struct resource *standard_resources, *res;\n	unsigned long i = 0;\n'

const otherPanic: Change = {
  subject: 'arm64: setup: walk the standard resources with a local pointer',
  body: 'The compiler need not read it from memory again after each insertion.',
  edits: [{ path: SETUP, from: GLOBAL, to: SHADOWED }],
}

const noOtherPanic: Change = {
  subject: 'arm64: setup: fix a NULL pointer in reserve_memblock_reserved_regions()',
  body: `The local pointer hides the global one of the same name, which stays NULL
and is used later. Drop the local one.`,
  edits: [{ path: SETUP, from: SHADOWED, to: GLOBAL }],
}

const next = dealer(background)

const asGood = (changes: readonly Change[]): Change[] => changes.map((change) => ({ ...change, role: 'good' }))

const steps: readonly Step[] = [
  {
    topic: 'arm64/cma-order',
    changes: orderOfV59,
    meanwhile: next(1),
    body: 'Bring back the order in which v5.9 reserves the CMA area.',
  },
  ...asGood(next(1)),
  ...next(4),
  {
    topic: 'printk/short-forms',
    changes: next(4),
    meanwhile: next(2),
    body: 'Shorter messages and repaired comments.',
  },
  ...next(4),
  { topic: 'docs/next', changes: next(3), meanwhile: next(2), body: 'Repairs of documentation and comments.' },
  ...next(5),
  doesNotCompile,
  ...next(4),
  compilesAgain,
  ...next(2),
  otherPanic,
  ...next(3),
  noOtherPanic,
  ...next(1),
  {
    topic: 'mm/cma-dynamic',
    changes: [...before, culprit, ...after],
    meanwhile: next(2),
    body: 'No more guessing how many CMA areas a system will need.',
  },
  ...next(4),
  { topic: 'scsi/comments', changes: next(3), meanwhile: next(2), body: 'Repaired comments and messages.' },
  ...next(5),
  { topic: 'tools/next', changes: next(3), meanwhile: next(1), body: 'Repairs of tools and their documentation.' },
  ...next(4),
]

/** The default scenario: linux-next of September 2020. */
export const cma: Scenario = {
  name: 'cma',
  summary: 'boot: arm64 panics and arm falls silent where DMA_CMA is on; x86_64 and builds without DMA_CMA boot',
  problem: {
    target: { architecture: 'arm64', config: 'tinyconfig', fragments: [lab] },
    test: { kind: 'boot' },
    alsoTest: [
      { architecture: 'arm' },
      { architecture: 'x86_64', cmdline: X86_CMDLINE },
      { architecture: 'arm64', fragments: [noDmaCma] },
      { architecture: 'arm', fragments: [noDmaCma] },
    ],
  },
  steps,
  answer: {
    affected: ['arm64', 'arm'],
    unaffected: ['x86_64', 'arm64/no-dma-cma', 'arm/no-dma-cma'],
    label: 'confirmed',
    revert: 'passed',
    failsIn: ['cma_init_reserved_mem'],
    // The compiler means asm-offsets.c, and names the header whose macro it is in.
    otherFailures: ['reserve_memblock_reserved_regions', 'arch/arm64/kernel/asm-offsets.c', 'include/linux/stddef.h'],
    failureRate: 1,
  },
}
