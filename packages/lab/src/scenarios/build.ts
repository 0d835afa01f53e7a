import { background } from '../background/index.ts'
import { lab } from '../fragments.ts'
import { type Change, dealer, type Scenario, type Step } from '../scenario.ts'

/** Adapts callers of several architectures and overlooks arm64. */
const culprit: Change = {
  role: 'culprit',
  subject: 'of/fdt: pass the physical address of the device tree to early_init_dt_scan()',
  body: `Whoever kexecs a new kernel has to find the device tree again, and only the
architecture knows where it lies in physical memory. Hand the address
over and keep it.`,
  edits: [
    {
      path: 'include/linux/of_fdt.h',
      from: 'extern bool early_init_dt_scan(void *params);\n',
      to: 'extern bool early_init_dt_scan(void *params, phys_addr_t phys);\n',
    },
    {
      path: 'drivers/of/fdt.c',
      from: 'bool __init early_init_dt_scan(void *params)\n{\n	bool status;\n\n',
      to: 'static phys_addr_t initial_boot_params_phys __initdata;\n\nbool __init early_init_dt_scan(void *params, phys_addr_t phys)\n{\n	bool status;\n\n	initial_boot_params_phys = phys;\n',
    },
    {
      path: 'arch/riscv/kernel/setup.c',
      from: 'early_init_dt_scan(dtb_early_va)',
      to: 'early_init_dt_scan(dtb_early_va, dtb_early_pa)',
    },
    ...['openrisc', 'microblaze', 'xtensa'].map((architecture) => ({
      path: `arch/${architecture}/kernel/${architecture === 'xtensa' ? 'setup' : 'prom'}.c`,
      from: '	early_init_dt_scan(params);\n',
      to: '	early_init_dt_scan(params, __pa(params));\n',
    })),
  ],
}

const next = dealer(background)

const steps: readonly Step[] = [
  ...next(1),
  ...next(1).map((change): Change => ({ ...change, role: 'good' })),
  ...next(8),
  { topic: 'docs/next', changes: next(4), meanwhile: next(2), body: 'Repairs of documentation and comments.' },
  ...next(10),
  {
    topic: 'of/fdt',
    changes: [...next(1), culprit, ...next(1)],
    meanwhile: next(2),
    body: 'Remember where the device tree lies.',
  },
  ...next(10),
  {
    topic: 'printk/short-forms',
    changes: next(4),
    meanwhile: next(2),
    body: 'Shorter messages and repaired comments.',
  },
  ...next(6),
  { topic: 'tools/next', changes: next(3), meanwhile: next(1), body: 'Repairs of tools and their documentation.' },
  ...next(5),
]

export const build: Scenario = {
  name: 'build',
  summary: 'build: arm64 does not compile, arm and x86_64 do',
  problem: {
    target: { architecture: 'arm64', config: 'tinyconfig', fragments: [lab] },
    test: { kind: 'build' },
    alsoTest: [{ architecture: 'arm' }, { architecture: 'x86_64' }],
  },
  steps,
  answer: {
    affected: ['arm64'],
    unaffected: ['arm', 'x86_64'],
    label: 'confirmed',
    revert: 'passed',
    failsIn: ['arch/arm64/kernel/setup.c'],
    otherFailures: [],
    failureRate: 1,
  },
}
