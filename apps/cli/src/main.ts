import { copyEnvironment, readProcessSettings, shutdownSignal } from '@kbisect/settings'
import { commandName } from './command-name.ts'
import { runProgram } from './program.ts'
import { readInput } from './read-input.ts'
import { processTerminal } from './terminal.ts'

const context = {
  terminal: processTerminal(),
  command: commandName(),
  settings: readProcessSettings,
  environment: copyEnvironment(),
  instance: () => undefined,
  interrupted: shutdownSignal,
  readInput,
}

process.exitCode = await runProgram(process.argv.slice(2), context)
