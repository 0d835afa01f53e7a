import { background } from '../background/index.ts'
import { lab, noDmaCma, X86_CMDLINE } from '../fragments.ts'
import { type Change, dealer, type Scenario, type Step } from '../scenario.ts'

/** One side: the unit changes, and every user that exists is adapted. */
const sizeInPages: Change = {
  role: 'side',
  subject: 'mm/cma: let cma_get_size() return pages',
  body: `The size of an area is kept in pages, and most of what one does with it
counts pages. Return them, and convert where bytes are wanted.`,
  edits: [
    { path: 'mm/cma.c', from: '	return cma->count << PAGE_SHIFT;\n', to: '	return cma->count;\n' },
    {
      path: 'kernel/dma/contiguous.c',
      from: '				cma_get_size(*res_cma));\n',
      to: '				cma_get_size(*res_cma) << PAGE_SHIFT);\n',
    },
    {
      path: 'kernel/dma/pool.c',
      from: '	size = cma_get_size(cma);\n',
      to: '	size = cma_get_size(cma) << PAGE_SHIFT;\n',
    },
    {
      path: 'arch/s390/mm/init.c',
      from: 'start + cma_get_size(cma);',
      to: 'start + (cma_get_size(cma) << PAGE_SHIFT);',
    },
    {
      path: 'arch/powerpc/kernel/fadump.c',
      from: '		cma_get_size(fadump_cma),\n',
      to: '		cma_get_size(fadump_cma) << PAGE_SHIFT,\n',
    },
  ],
}

const RESERVED = `					    &dma_contiguous_default_area,
					    fixed);
	}
}
`

/** The other side: a new user, which still counts in bytes. git merges the two without a word. */
const checkSize: Change = {
  role: 'side',
  subject: 'dma-contiguous: panic when the default area is too small',
  body: `Drivers that rely on the area fail much later and in odd ways when it is
smaller than what was asked for. Check it where it is made.`,
  edits: [
    {
      path: 'kernel/dma/contiguous.c',
      from: RESERVED,
      to: String.raw`					    &dma_contiguous_default_area,
					    fixed);
		if (dma_contiguous_default_area &&
		    cma_get_size(dma_contiguous_default_area) < selected_size)
			panic("DMA: the contiguous area is smaller than %pa bytes\n",
			      &selected_size);
	}
}
`,
    },
  ],
}

const next = dealer(background)

const steps: readonly Step[] = [
  ...next(1),
  ...next(1).map((change): Change => ({ ...change, role: 'good' })),
  ...next(8),
  { topic: 'docs/next', changes: next(4), meanwhile: next(2), body: 'Repairs of documentation and comments.' },
  ...next(8),
  {
    topic: 'mm/cma-pages',
    role: 'culprit',
    changes: [...next(2), sizeInPages, ...next(2)],
    meanwhile: [...next(3), checkSize, ...next(2)],
    body: 'Count CMA areas in pages everywhere.',
  },
  ...next(9),
  {
    topic: 'printk/short-forms',
    changes: next(4),
    meanwhile: next(2),
    body: 'Shorter messages and repaired comments.',
  },
  ...next(5),
  { topic: 'tools/next', changes: next(3), meanwhile: next(1), body: 'Repairs of tools and their documentation.' },
  ...next(5),
]

export const merge: Scenario = {
  name: 'merge',
  summary: 'boot: a merge breaks all builds with DMA_CMA, though each of its parents boots',
  problem: {
    target: { architecture: 'arm64', config: 'tinyconfig', fragments: [lab] },
    test: { kind: 'boot' },
    alsoTest: [
      { architecture: 'arm' },
      { architecture: 'x86_64', cmdline: X86_CMDLINE },
      { architecture: 'arm64', fragments: [noDmaCma] },
    ],
  },
  steps,
  answer: {
    affected: ['arm64', 'arm', 'x86_64'],
    unaffected: ['arm64/no-dma-cma'],
    label: 'confirmed',
    revert: 'passed',
    failsIn: ['dma_contiguous_reserve'],
    otherFailures: [],
    failureRate: 1,
  },
}
