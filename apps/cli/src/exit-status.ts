import type { Bisection } from '@kbisect/contracts'

/** How the command ends. `interrupted` is what shells expect after Ctrl-C. */
export const EXIT = { culprit: 0, other: 1, error: 2, interrupted: 130 } as const

/** What each status means, for the manual. */
export const EXIT_STATUSES: readonly (readonly [number, string])[] = [
  [EXIT.culprit, 'success. For `run` and `watch`: a culprit was found, confirmed or probable.'],
  [
    EXIT.other,
    'for `run` and `watch`: the bisection finished without a culprit. For `doctor`: this machine cannot run kbisect.',
  ],
  [EXIT.error, 'an error, such as a wrong option, no connection, or a paused bisection.'],
  [EXIT.interrupted, 'Ctrl-C interrupted the command; the bisection continues in the service.'],
]

/**
 * The status that a bisection gives `kbisect run` and `kbisect watch`. A probable culprit gives the
 * same as a confirmed one: scripts that act on a culprit alone read the label. One that is paused
 * needs a person, and one that ended with an error says nothing about the kernel: both are errors
 * to whoever waits for an answer.
 */
export function exitStatus({ result }: Pick<Bisection, 'result'>): number {
  if (!result || result.outcome === 'error') return EXIT.error
  return result.outcome === 'culprit' ? EXIT.culprit : EXIT.other
}
