import { architectures, revisionChoices, watchPolicies } from '@kbisect/contracts/words'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { addGuestOptions } from '../ask/guest-options.ts'
import type { WatchOptions } from '../ask/watch-request.ts'
import type { Context, Finish } from '../context.ts'
import { compareRevisions } from './compare-revisions.ts'
import * as act from './watch-branch-actions.ts'

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 1.')
}

function collectArchitecture(value: string, before: readonly string[] = []): readonly string[] {
  if (architectures.some((known) => known === value)) return [...before, value]
  throw new InvalidArgumentError(`It must be one of ${architectures.join(', ')}.`)
}

function addWatchOptions(command: Command): Command {
  const target = command
    .option('--branch <pattern>', 'a branch, or a tag as tags/NAME; * stands for anything; can be repeated', collect)
    .option('--arch <arch>', `${architectures.join(', ')}; can be repeated`, collectArchitecture)
    .option('--config <config>', 'defconfig (the default), tinyconfig, or a file; of all architectures')
    .option('--fragment <file>', 'configuration to merge on top; can be repeated', collect)
    .option('--toolchain <name>', 'gcc (the default), clang, or one version: gcc-12')
  return addGuestOptions(target)
    .option(
      '--test <test>',
      'boot (the default), build, script:FILE, console:REGEX, kunit:SUITE.CASE; can be repeated',
      collect,
    )
    .option('--kunit-option <symbol>', 'builds the suites of kunit:…; can be repeated', collect)
    .option('--every <time>', 'how often to look: 90s, 15m (the default), 6h, 1d')
    .option('--cron <expression>', 'when to look instead, in UTC: "0 4 * * *"')
    .addOption(new Option('--revisions <which>', 'which of several new ones are tested').choices(revisionChoices))
    .addOption(new Option('--policy <policy>', 'what follows from a regression').choices(watchPolicies))
    .addOption(
      new Option('--runs <n>', 'runs without a failure that pass a revision; default 2').argParser(wholeNumber),
    )
    .addOption(new Option('--builds-per-day <n>', 'begin no test after so many').argParser(wholeNumber))
    .addOption(new Option('--bisections <n>', 'most at once; default 2').argParser(wholeNumber))
    .option('--json', 'print the watch as JSON')
}

interface Printed {
  readonly json?: boolean
}

/** `kbisect watch-branch`: what is tested by itself. */
export function addWatchBranchCommand(program: Command, context: Context, finish: Finish): void {
  const watch = program
    .command('watch-branch')
    .summary('test branches by themselves, and bisect what breaks')
    .description(
      'A watch looks at branches of a tree, tests each new revision on each architecture, and bisects what breaks.',
    )
  watch
    .command('list')
    .summary('list watches by name')
    .description('Lists watches by name, with what they do now.')
    .option('--tree <tree>', 'only those of a tree')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect watch-branch list')
    .action((options: Printed & { tree?: string }) => finish(() => act.list(context, options)))
  addWatchOptions(
    watch
      .command('add')
      .argument('<name>', 'a new name: lower-case letters, digits or . _ -')
      .summary('watch branches of a tree')
      .description('Adds a watch. It looks at its branches within seconds, and by its schedule from then on.')
      .requiredOption('--tree <tree>', 'its name; `kbisect tree list` shows all'),
  )
    .addHelpText(
      'after',
      `
Policies:
  record   store results and regressions
  bisect   also find the commit that broke it
  notify   also send messages (the default)

Examples:
  $ kbisect watch-branch add next --tree linux-next --branch master --arch arm --arch arm64 --every 30m
  $ kbisect watch-branch add tags --tree linux-next --branch 'tags/next-*' --arch x86_64 --policy record`,
    )
    .action((name: string, options: WatchOptions & Printed & { tree: string }) =>
      finish(() => act.add(context, name, options)),
    )
  watch
    .command('show')
    .argument('<name>', 'its name; `kbisect watch-branch list` shows all')
    .summary('show the last revisions with their results')
    .description('Shows what a watch does, and the last revisions with their results.')
    .option('--branch <branch>', 'only those of one branch; a tag as tags/NAME')
    .addOption(new Option('--limit <n>', 'how many revisions').argParser(wholeNumber).default(20))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect watch-branch show next')
    .action((name: string, options: Printed & { branch?: string; limit: number }) =>
      finish(() => act.show(context, name, options)),
    )
  watch
    .command('compare')
    .argument('<name>', 'its name; `kbisect watch-branch list` shows all')
    .argument('<a>', 'the first commit, or four of its digits or more')
    .argument('<b>', 'the second one')
    .summary('show what differs between two revisions')
    .description('Compares the results of two revisions: new failures, fixed, still failing, not comparable, not run.')
    .option('--branch <branch>', 'the branch of both; a tag as tags/NAME')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect watch-branch compare next 856deb86 b10b8ad8')
    .action((name: string, a: string, b: string, options: Printed & { branch?: string }) =>
      finish(() => compareRevisions(context, name, [a, b], options)),
    )
  addWatchOptions(
    watch
      .command('change')
      .argument('<name>', 'its name; `kbisect watch-branch list` shows all')
      .summary('change what a watch does')
      .description('Changes a watch. What is not given stays.'),
  )
    .addHelpText('after', '\nExamples:\n  $ kbisect watch-branch change next --every 1h --policy bisect')
    .action((name: string, options: WatchOptions & Printed) => finish(() => act.change(context, name, options)))
  const one = (name: string, summary: string, description: string, action: typeof act.pause) =>
    watch
      .command(name)
      .argument('<name>', 'its name; `kbisect watch-branch list` shows all')
      .summary(summary)
      .description(description)
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExamples:\n  $ kbisect watch-branch ${name} next`)
      .action((of: string, options: Printed) => finish(() => action(context, of, options)))
  one('pause', 'look no more, and begin no test', 'Pauses a watch. What goes on goes on.', act.pause)
  one('resume', 'go on with a paused watch', 'Resumes a watch, which looks at its branches at once.', act.resume)
  one('look', 'look at its branches now', 'Has the service fetch the tree and look at the branches now.', act.look)
  one(
    'delete',
    'delete a watch with its results',
    'Deletes a watch with its results. Checks that go on are cancelled; bisections and regressions stay.',
    act.remove,
  )
}
