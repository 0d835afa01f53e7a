import type { Settings } from '@kbisect/settings'
import { copyEnvironment, shutdownSignal } from '@kbisect/settings/start'
import { commandName } from './command-name.ts'
import { runProgram } from './program.ts'
import { readInput } from './read-input.ts'
import { processTerminal } from './terminal.ts'

let readSettings: (() => Settings) | undefined

const context = {
  terminal: processTerminal(),
  command: commandName(),
  settings: () => {
    if (!readSettings) throw new Error('the settings are read before they are loaded')
    return readSettings()
  },
  loadSettings: async () => {
    const { readProcessSettings } = await import('@kbisect/settings')
    readSettings = readProcessSettings
  },
  environment: copyEnvironment(),
  instance: () => undefined,
  interrupted: shutdownSignal,
  readInput,
}

process.exitCode = await runProgram(process.argv.slice(2), context)
