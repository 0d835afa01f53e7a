import { readProcessSettings, shutdownSignal } from '@kbisect/service'
import { runProgram } from './program.ts'
import { processTerminal } from './terminal.ts'

const context = { terminal: processTerminal(), settings: readProcessSettings, interrupted: shutdownSignal }

process.exitCode = await runProgram(process.argv.slice(2), context)
