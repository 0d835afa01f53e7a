import type { Command } from 'commander'

const NAME = 'instance'

/** Adds the option that names the service to talk to. */
export function addInstanceOption(command: Command): void {
  command.option(`--${NAME} <instance>`, 'an instance of the configuration file; local: the service of this machine')
}

/** Returns the commands of a program that do something by themselves. */
export function leaves(program: Command): Command[] {
  return program.commands.flatMap((command) => (command.commands.length === 0 ? [command] : leaves(command)))
}

/** Returns what the command line says for it; undefined where it says nothing. */
export function instanceOf(program: Command): string | undefined {
  const given = leaves(program).map((command) => command.opts()[NAME] as unknown)
  return given.find((value): value is string => typeof value === 'string')
}
