import { architectures, failureKinds } from '@kbisect/contracts/words'
import { type Command, Option } from 'commander'
import { addGuestOptions } from '../ask/guest-options.ts'
import { CREDENTIALS_HELP } from '../ask/parse-credentials.ts'
import { fillLines } from '../fill-lines.ts'

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** Adds the options that say what to bisect. */
export function addAskOptions(command: Command): Command {
  const target = command
    .requiredOption('--repo <path-or-url>', 'a clone on this machine, or where git fetches from')
    .option('--credentials-file <file>', 'user and password of the server of --repo; - for standard input')
    .requiredOption('--good <rev>', 'a commit, tag or branch that works')
    .requiredOption('--bad <rev>', 'a later one that does not')
    .addOption(new Option('--arch <arch>', 'architecture').choices(architectures).makeOptionMandatory())
    .option('--config <config>', 'defconfig (the default), tinyconfig, or a file such as a .config')
    .option('--fragment <file>', 'configuration to merge on top; can be repeated', collect)
    .option('--toolchain <name>', 'gcc (the default), clang, or one version: gcc-12')
    .option('--cmdline <text>', 'appended to the kernel command line')
  return addGuestOptions(target)
    .option(
      '--test <test>',
      'boot (the default), build, script:FILE, console:REGEX, console:!REGEX or kunit:SUITE.CASE',
    )
    .option(
      '--kunit-option <symbol>',
      'builds the suite of kunit:…; default: looked for in the source; can be repeated',
      collect,
    )
    .option('--also-test <arch[/fragment]>', 'another target to check the culprit on; can be repeated', collect)
    .option('--any-failure', 'count every failure as bad, not only the one that the bad commit shows')
    .option('--failure <kind[:function]>', 'the failure to look for; a bad commit that fails otherwise is refused')
    .option('--failure-message <text>', 'words that its report has')
    .option('--fail-on-warnings', 'count warnings, lockdep and sanitizer reports, stalls of a kernel that goes on')
    .option('--again', 'start a new bisection also where a known one answers this')
}

const kindLines = fillLines(failureKinds.join(', '), 78, '  ').join('\n')

/** What the help of these commands says below the options. */
export const ASK_HELP = `
Tests:
  boot             the kernel comes up to its user space
  build            it compiles
  script:FILE      a shell script, run in the booted kernel, ends with 0 (125: cannot be tested)
  console:REGEX    a line of the console matches; with console:!REGEX, none does;
                   no look-ahead, look-behind and back references
  kunit:SUITE.CASE the test case of KUnit passes; kunit:SUITE: all of the suite; * stands for anything.
                   A commit without the case is skipped

Failures:
  --failure oops, --failure oops:cma_alloc, --failure :cma_alloc; kinds are
${kindLines}

A kernel boots in QEMU with a small user space of busybox. What that needs is merged into every configuration.
${CREDENTIALS_HELP}`
