import type { Bisection } from '@kbisect/contracts'
import type { Connection } from '../api/connect.ts'
import { nameBisection } from '../command-name.ts'
import type { Context } from '../context.ts'
import { followBisection } from '../follow-bisection.ts'
import { openView } from '../progress/open-view.ts'

/**
 * Shows a bisection until it is over. Ctrl-C leaves it running: then the answer is undefined, and
 * it has been said how to go on.
 * @throws ApiProblem, NoAnswer
 */
export async function followToEnd(
  { terminal, interrupted }: Context,
  { api }: Connection,
  id: string,
): Promise<Bisection | undefined> {
  const signal = interrupted()
  const view = openView(terminal)
  let bisection: Bisection | undefined
  try {
    bisection = await followBisection(api, id, { view, signal })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    view.close()
  }
  if (!bisection) {
    terminal.note('The bisection goes on without us.')
    terminal.note(`  watch it:  kbisect watch ${id}`)
    terminal.note(`  end it:    kbisect cancel ${id}`)
  } else if (bisection.state === 'paused') {
    terminal.note(`The bisection is paused: ${nameBisection(bisection.reason ?? 'no reason is known', id)}`)
    terminal.note(`  fix that, then go on with: kbisect resume ${id}`)
  }
  return bisection
}
