import { background } from '../background/index.ts'
import { lab } from '../fragments.ts'
import { type Change, dealer, type Scenario, type Step } from '../scenario.ts'

const MAIN = 'init/main.c'

const WALK = `	for (fn = initcall_levels[level]; fn < initcall_levels[level+1]; fn++)
		do_one_initcall(initcall_from_entry(fn));
}
`

const WALK_COPIES = `	for (fn = initcall_levels[level]; fn < initcall_levels[level+1]; fn++) {
		entry = *fn;
		do_one_initcall(initcall_from_entry(&entry));
	}
}
`

/**
 * Where entries are relative references (arm64, x86_64), a copy of one points somewhere else: the
 * first call of a level jumps into data. On arm they are plain pointers, and the copy is as good.
 */
const culprit: Change = {
  role: 'culprit',
  subject: 'init: take a copy of each initcall entry before it is called',
  body: `The table of a level is read again after each call. A call that writes
beyond its own data makes us jump anywhere, and the trace then accuses the
innocent one that comes next. Have the entry on the stack before its call.`,
  edits: [
    {
      path: MAIN,
      from: 'char *command_line)\n{\n	initcall_entry_t *fn;\n\n	parse_args(initcall_level_names[level],\n',
      to: 'char *command_line)\n{\n	initcall_entry_t *fn, entry;\n\n	parse_args(initcall_level_names[level],\n',
    },
    { path: MAIN, from: WALK, to: WALK_COPIES },
  ],
}

/**
 * Goes over the culprit's lines without a look at what they do: the failure stays, and the culprit
 * cannot be reverted any more.
 */
const rework: Change = {
  subject: 'init: count the initcalls of a level',
  body: `It helps to know whether a level is empty because of the configuration or
because the linker has dropped its section. Walk the table by index, and
say with initcall_debug how long it is.`,
  edits: [
    {
      path: MAIN,
      from: '	initcall_entry_t *fn, entry;\n\n	parse_args(initcall_level_names[level],\n',
      to: `	initcall_entry_t *calls = initcall_levels[level];
	unsigned int i, count = initcall_levels[level + 1] - calls;
	initcall_entry_t entry;

	parse_args(initcall_level_names[level],
`,
    },
    {
      path: MAIN,
      from: WALK_COPIES,
      to: String.raw`	if (initcall_debug)
		pr_debug("level %s: %u initcalls\n",
			 initcall_level_names[level], count);

	for (i = 0; i < count; i++) {
		entry = calls[i];
		do_one_initcall(initcall_from_entry(&entry));
	}
}
`,
    },
  ],
}

const before: Change = {
  subject: 'init: do not shout at an obsolete parameter',
  body: 'It is obsolete, and that is all there is to say.',
  edits: [
    { path: MAIN, from: String.raw`Parameter %s is obsolete, ignored\n`, to: String.raw`Parameter %s is obsolete\n` },
  ],
}

const between: Change = {
  subject: 'init: mend the message on a missing console',
  body: 'It is not a warning of a console, it is the console that is missing.',
  edits: [
    {
      path: MAIN,
      from: String.raw`Warning: unable to open an initial console.\n`,
      to: String.raw`Unable to open an initial console.\n`,
    },
  ],
}

const next = dealer(background)

const steps: readonly Step[] = [
  ...next(1),
  ...next(1).map((change): Change => ({ ...change, role: 'good' })),
  ...next(6),
  { topic: 'docs/next', changes: next(4), meanwhile: next(2), body: 'Repairs of documentation and comments.' },
  ...next(4),
  before,
  ...next(8),
  {
    topic: 'init/initcalls',
    changes: [...next(1), culprit, ...next(2)],
    meanwhile: next(2),
    body: 'A level of initcalls is walked with more care.',
  },
  ...next(6),
  between,
  ...next(3),
  {
    topic: 'init/debug',
    changes: [...next(2), rework, ...next(1)],
    meanwhile: next(3),
    body: 'More to see with initcall_debug.',
  },
  ...next(7),
  { topic: 'tools/next', changes: next(3), meanwhile: next(1), body: 'Repairs of tools and their documentation.' },
  ...next(4),
]

export const revertConflict: Scenario = {
  name: 'revert-conflict',
  summary: 'boot: arm64 and x86_64 jump into data, arm boots; the culprit cannot be reverted on the bad end',
  problem: {
    target: { architecture: 'arm64', config: 'tinyconfig', fragments: [lab] },
    test: { kind: 'boot' },
    alsoTest: [{ architecture: 'x86_64' }, { architecture: 'arm' }],
  },
  steps,
  answer: {
    affected: ['arm64', 'x86_64'],
    unaffected: ['arm'],
    label: 'confirmed without revert',
    revert: 'conflict',
    // The one that jumps, or the innermost one that a trace can name.
    failsIn: ['do_one_initcall', 'kernel_init_freeable'],
    otherFailures: [],
    failureRate: 1,
  },
}
