import type { Command } from 'commander'
import { capturedTerminal, testContext } from './captured-terminal.fixture.ts'
import { defineProgram, runProgram } from './program.ts'

export interface Ended {
  readonly status: number
  readonly out: readonly string[]
  readonly notes: readonly string[]
}

/** Runs one command line against a service. @param more `input`: text of standard input */
export async function runKbisect(
  url: string,
  args: readonly string[],
  more: { readonly signal?: AbortSignal; readonly input?: string } = {},
): Promise<Ended> {
  const { context, terminal } = testContext(url, capturedTerminal(), more.signal, more.input)
  const status = await runProgram(args, context)
  return { status, out: terminal.output, notes: terminal.notes }
}

/** Returns the words of each command that does something by itself, such as `lab create`. */
export function allCommands(): string[][] {
  const { context } = testContext('http://127.0.0.1:9')
  return below(defineProgram(context, async () => {}))
}

function below({ commands }: Command): string[][] {
  return commands.flatMap((command) =>
    command.commands.length === 0 ? [[command.name()]] : below(command).map((words) => [command.name(), ...words]),
  )
}
