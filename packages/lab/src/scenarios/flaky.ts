import { background } from '../background/index.ts'
import { lab, slub } from '../fragments.ts'
import { type Change, dealer, type Scenario, type Step } from '../scenario.ts'

const SLAB = 'mm/slab_common.c'

/** Stands where the file knows names and nothing of allocators yet. */
const FLAGS = `/*
 * Set of flags that will prevent slab merging
 */
`

const CLAIM = `#ifdef CONFIG_SLOB
/*
 * The bits of all names that are in use. Names come from modules as well: with
 * a key of each boot's own nobody can choose one that takes another's bit.
 */
#define CACHE_NAMES	512
static DECLARE_BITMAP(cache_names, CACHE_NAMES);
static u32 cache_names_key;

static u32 cache_name_bit(const char *name)
{
	if (!cache_names_key)
		cache_names_key = get_random_u32();
	return jhash(name, strlen(name), cache_names_key) % CACHE_NAMES;
}

static void kmem_cache_claim_name(const char *name)
{
	BUG_ON(test_and_set_bit(cache_name_bit(name), cache_names));
}

static void kmem_cache_release_name(const char *name)
{
	clear_bit(cache_name_bit(name), cache_names);
}
#else
/* The directory of the same name in sysfs is refused anyway. */
static inline void kmem_cache_claim_name(const char *name)
{
}

static inline void kmem_cache_release_name(const char *name)
{
}
#endif

`

/**
 * The birthday paradox: of the 31 caches that such a kernel makes, two share one of 512 bits in 60
 * % of all boots. Which two, if any, is up to the key, and so to each boot.
 */
const culprit: Change = {
  role: 'culprit',
  subject: 'mm/slab: refuse a second cache of the same name',
  body: `SLUB finds out when it makes a directory in sysfs. With SLOB two caches can
have one name, and nobody can tell them apart in a report. Remember the
names that are in use, in a bitmap that has room for many more caches than
there ever are. A name that is there already is a bug of whoever brings it.`,
  edits: [
    { path: SLAB, from: '#include <linux/cache.h>\n', to: '#include <linux/cache.h>\n#include <linux/jhash.h>\n' },
    {
      path: SLAB,
      from: '#include <linux/proc_fs.h>\n',
      to: '#include <linux/proc_fs.h>\n#include <linux/random.h>\n',
    },
    { path: SLAB, from: FLAGS, to: CLAIM + FLAGS },
    {
      path: SLAB,
      from: '	s = create_cache(cache_name, size,\n',
      to: '	kmem_cache_claim_name(cache_name);\n	s = create_cache(cache_name, size,\n',
    },
    {
      path: SLAB,
      from: '	__kmem_cache_release(s);\n	kfree_const(s->name);\n',
      to: '	__kmem_cache_release(s);\n	kmem_cache_release_name(s->name);\n	kfree_const(s->name);\n',
    },
  ],
}

const before: Change = {
  subject: 'mm/slab: name the function of the integrity check in full',
  body: 'There are two functions whose names begin like this.',
  edits: [
    {
      path: SLAB,
      from: String.raw`pr_err("kmem_cache_create(%s) integrity check failed\n", name);`,
      to: String.raw`pr_err("%s(%s) failed\n", __func__, name);`,
    },
  ],
}

const after: Change = {
  subject: 'mm/slab: say bytes where bytes are meant',
  body: 'The other offsets of the report are in bytes too, and say so.',
  edits: [
    {
      path: SLAB,
      from: 'pr_cont(" data offset %lu", kp.kp_data_offset);',
      to: 'pr_cont(" data offset %lu bytes", kp.kp_data_offset);',
    },
  ],
}

const next = dealer(background)

const steps: readonly Step[] = [
  ...next(1),
  ...next(1).map((change): Change => ({ ...change, role: 'good' })),
  ...next(8),
  {
    topic: 'printk/short-forms',
    changes: next(4),
    meanwhile: next(2),
    body: 'Shorter messages and repaired comments.',
  },
  ...next(10),
  before,
  ...next(6),
  {
    topic: 'mm/slab-names',
    changes: [...next(1), culprit, after, ...next(1)],
    meanwhile: next(2),
    body: 'Caches are told apart by their names.',
  },
  ...next(8),
  { topic: 'docs/next', changes: next(4), meanwhile: next(2), body: 'Repairs of documentation and comments.' },
  ...next(5),
  { topic: 'tools/next', changes: next(3), meanwhile: next(1), body: 'Repairs of tools and their documentation.' },
  ...next(3),
]

export const flaky: Scenario = {
  name: 'flaky',
  summary: 'boot: where SLOB is the allocator, about 60 % of the boots hit a BUG; with SLUB none does',
  problem: {
    target: { architecture: 'arm64', config: 'tinyconfig', fragments: [lab] },
    test: { kind: 'boot' },
    alsoTest: [{ architecture: 'arm' }, { architecture: 'arm64', fragments: [slub] }],
  },
  steps,
  answer: {
    affected: ['arm64', 'arm'],
    unaffected: ['arm64/slub'],
    label: 'confirmed',
    revert: 'passed',
    failsIn: ['kmem_cache_create_usercopy', 'kmem_cache_claim_name'],
    otherFailures: [],
    failureRate: 0.6,
  },
}
