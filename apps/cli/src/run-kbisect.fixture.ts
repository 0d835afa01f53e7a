import type { Command } from 'commander'
import { testContext } from './captured-terminal.fixture.ts'
import { defineProgram, runProgram } from './program.ts'

export interface Ended {
  readonly status: number
  readonly out: readonly string[]
  readonly notes: readonly string[]
}

/** Runs one command line against a service. */
export async function runKbisect(
  url: string | undefined,
  args: readonly string[],
  around: Parameters<typeof testContext>[1] = {},
): Promise<Ended> {
  const { context, terminal } = testContext(url, around)
  const status = await runProgram(args, context)
  return { status, out: terminal.output, notes: terminal.notes }
}

/** Returns the words of each command that does something by itself, such as `lab create`. */
export function allCommands(): string[][] {
  const { context } = testContext('http://127.0.0.1:9')
  return below(defineProgram(context, async () => {}))
}

function below(command: Command): string[][] {
  const visible = command.createHelp().visibleCommands(command)
  const own = visible.filter((one) => one.name() !== 'help')
  return own.flatMap((one) =>
    one.commands.length === 0 ? [[one.name()]] : below(one).map((words) => [one.name(), ...words]),
  )
}
