import { Argument, type Command } from 'commander'
import { bashScript } from '../completion/bash-script.ts'
import { type DescribedCommand, describeCommands } from '../completion/describe-commands.ts'
import { findValues, KINDS, type Kind } from '../completion/find-values.ts'
import { fishScript } from '../completion/fish-script.ts'
import { zshScript } from '../completion/zsh-script.ts'
import type { Context, Finish } from '../context.ts'

const SCRIPTS: Readonly<Record<string, (commands: readonly DescribedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** `kbisect completion`. */
export function addCompletionCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .summary('print the script that completes commands and options in a shell')
    .description(
      'Prints a script for bash, zsh or fish. It completes commands, options, their values, files, names of trees and ' +
        'instances, and ids of bisections if the service answers within a second.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ kbisect completion bash > ~/.local/share/bash-completion/completions/kbisect
  $ kbisect completion zsh > ~/.zfunc/_kbisect    # in ~/.zshrc, before compinit: fpath+=~/.zfunc
  $ kbisect completion fish > ~/.config/fish/completions/kbisect.fish
  $ source <(kbisect completion bash)             # for this shell alone`,
    )
    .action((shell: string) =>
      finish(async () => {
        context.terminal.out(SCRIPTS[shell]?.(describeCommands(program)) ?? '')
        return 0
      }),
    )
}

/** `kbisect completion-values`, which these scripts call: a line for each value. */
export function addCompletionValuesCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('completion-values', { hidden: true })
    .addArgument(new Argument('<kind>', 'of the values').choices(KINDS))
    .argument('[typed]', 'what they begin with', '')
    .description('Prints values for the completion in a shell, with a tab before what each stands for.')
    .action((kind: Kind, typed: string) =>
      finish(async () => {
        // A user who presses Tab wants no error in the middle of a line.
        const found = await findValues(context, kind, typed).catch(() => [])
        for (const { value, description } of found) context.terminal.out(`${value}\t${description}`)
        return 0
      }),
    )
}
