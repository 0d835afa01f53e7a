import { background } from '../background/index.ts'
import { lab } from '../fragments.ts'
import { type Change, dealer, type Scenario, type Step } from '../scenario.ts'

const SETUP = 'arch/x86/kernel/setup.c'

const ROUND_UP = `	/*
	 * partially used pages are not usable - thus
	 * we are rounding upwards:
	 */
`

/**
 * memblock does not know any memory yet at the new place, so the allocation fails, and panics as it
 * promises.
 */
const culprit: Change = {
  role: 'culprit',
  subject: 'x86/setup: reserve the e820 resources as soon as the map is final',
  body: `Nothing changes the map after trim_bios_range(). Insert its entries into
the resource tree next to the kernel's own, not hundreds of lines later.`,
  edits: [
    { path: SETUP, from: '	e820__reserve_resources();\n	e820__register_nosave', to: '	e820__register_nosave' },
    { path: SETUP, from: ROUND_UP, to: `	e820__reserve_resources();\n\n${ROUND_UP}` },
  ],
}

const before: readonly Change[] = [
  {
    subject: 'x86/tsc: say what is missing for the calibration',
    body: 'Neither of the two is there.',
    edits: [
      {
        path: 'arch/x86/kernel/tsc.c',
        from: 'No reference (HPET/PMTIMER) available',
        to: 'No reference (neither HPET nor PMTIMER) available',
      },
    ],
  },
  {
    subject: 'x86/i8259: use pr_info() for the missing PIC',
    body: 'Use the short form, as the rest of the tree does.',
    edits: [
      {
        path: 'arch/x86/kernel/i8259.c',
        from: 'printk(KERN_INFO "Using NULL legacy PIC',
        to: 'pr_info("Using NULL legacy PIC',
      },
    ],
  },
]

const next = dealer(background)

const steps: readonly Step[] = [
  ...next(2).map((change, index): Change => (index === 1 ? { ...change, role: 'good' } : change)),
  ...next(8),
  {
    topic: 'printk/short-forms',
    changes: next(4),
    meanwhile: next(2),
    body: 'Shorter messages and repaired comments.',
  },
  ...next(9),
  {
    topic: 'x86/setup',
    changes: [...before, culprit, ...next(2)],
    meanwhile: next(3),
    body: 'Tidy up the order of setup_arch().',
  },
  ...next(9),
  { topic: 'docs/next', changes: next(3), meanwhile: next(2), body: 'Repairs of documentation and comments.' },
  ...next(7),
  { topic: 'tools/next', changes: next(3), meanwhile: next(1), body: 'Repairs of tools and their documentation.' },
  ...next(4),
]

export const x86: Scenario = {
  name: 'x86',
  summary: 'boot: x86_64 panics, arm and arm64 boot',
  problem: {
    target: { architecture: 'x86_64', config: 'tinyconfig', fragments: [lab] },
    test: { kind: 'boot' },
    alsoTest: [{ architecture: 'arm64' }, { architecture: 'arm' }],
  },
  steps,
  answer: {
    affected: ['x86_64'],
    unaffected: ['arm64', 'arm'],
    label: 'confirmed',
    revert: 'passed',
    failsIn: ['e820__reserve_resources'],
    otherFailures: [],
    failureRate: 1,
  },
}
