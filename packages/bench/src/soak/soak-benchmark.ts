import { startSupervisedProgram, startWebhookReceiver } from '@kbisect/testing'
import type { Benchmark, BenchmarkContext, Row } from '../benchmark.ts'
import { rowLines } from '../row-lines.ts'
import { bisectCase } from '../toy/bisect-case.ts'
import { inLanes } from '../toy/case-lanes.ts'
import { drawCase } from '../toy/draw-case.ts'
import { type CaseResult, resultLine } from '../toy/judge-answer.ts'
import { readAccount } from './account.ts'
import { disturb } from './disturb.ts'
import { readSoakOptions, SOAK_OPTIONS } from './soak-options.ts'
import { soakRows } from './soak-rows.ts'

const WORKERS = 2
const AT_ONCE = 3
/** Three attempts at a message. */
const MESSAGE_SECONDS = 400

async function measure(context: BenchmarkContext): Promise<readonly Row[]> {
  const { directory, quick, note, signal } = context
  const { seed, secondsBetweenDeaths, ...which } = readSoakOptions(context.options, quick)
  const program = await startSupervisedProgram(WORKERS)
  const receiver = await startWebhookReceiver()
  note(`state directory: ${program.settings.stateDir}`)
  const disturbance = disturb(program, { secondsBetweenDeaths, seed, note })
  const results: CaseResult[] = []
  try {
    const types = ['bisection.started', 'bisection.finished']
    await program.api.post('/webhooks', { url: receiver.url, types })
    await inLanes({ ...which, lanes: AT_ONCE }, async (number) => {
      const result = await bisectCase(program, drawCase(seed, number), { directory, signal })
      results.push(result)
      note(`${results.length}/${which.count} ${resultLine(result)}`)
    })
    const deaths = await disturbance.stop()
    // Each finished one is started and finished; a message that failed is sent again after some
    // seconds.
    await receiver.arrived(2 * results.length, MESSAGE_SECONDS)
    const account = await readAccount(
      program.api,
      results.map(({ id }) => id),
      receiver,
    )
    for (const one of account.lost) note(`lost: ${one}`)
    for (const one of account.doubled) note(`doubled: ${one}`)
    return soakRows(results, deaths, account)
  } catch (error) {
    // Hours of work are worth their figures, also when the rest is missing.
    const deaths = await disturbance.stop()
    if (results.length > 0) for (const line of rowLines(soakRows(results, deaths))) note(line)
    throw error
  } finally {
    await receiver.stop()
    await program.stop()
  }
}

/** `npm run bench -- soak`. */
export const soak: Benchmark = {
  name: 'soak',
  summary: 'many bisections of the toy kernel by the whole program, while kernels flake and each kind of process dies',
  options: SOAK_OPTIONS,
  checkOptions: (options) => void readSoakOptions(options),
  measure,
}
