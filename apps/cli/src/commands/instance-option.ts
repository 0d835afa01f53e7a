import type { Command } from 'commander'

const NAME = 'instance'
const FLAG = `--${NAME}`

/**
 * Adds the option that names the service to talk to: to each command that has a service, and before
 * it to the program and to groups of commands.
 */
export function addInstanceOption(program: Command): void {
  // Else a group would take the options of its commands.
  if (program.commands.length > 0) program.enablePositionalOptions()
  program.option(`${FLAG} <${NAME}>`, 'an instance of the configuration file; local: the service of this machine')
  for (const command of program.commands) addInstanceOption(command)
}

/** Refuses the option before commands that talk to no service. */
export function refuseInstanceElsewhere(program: Command): void {
  program.hook('preAction', (_, command) => {
    const takesIt = command.options.some(({ long }) => long === FLAG)
    if (takesIt || instanceOf(program) === undefined) return
    command.error(`error: ${command.name()} works on this machine and asks no service: leave ${FLAG} out`)
  })
}

/** Returns the commands of a program that do something by themselves. */
export function leaves(program: Command): Command[] {
  return program.commands.flatMap((command) => (command.commands.length === 0 ? [command] : leaves(command)))
}

/**
 * Returns what the command line says for it; undefined where it says nothing. What stands behind
 * the command is said last, and counts.
 */
export function instanceOf(program: Command): string | undefined {
  const inner = program.commands.map(instanceOf).find((value) => value !== undefined)
  const own: unknown = program.opts()[NAME]
  return inner ?? (typeof own === 'string' ? own : undefined)
}
