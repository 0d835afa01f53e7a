import type { Surroundings } from '@kbisect/bisection'

/**
 * A clock that goes on by one second each time it is asked, and by what a test says; and ids that
 * count.
 */
export function memorySurroundings(): Surroundings & { pass(seconds: number): void } {
  let seconds = 0
  let ids = 0
  return {
    now: () => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds++)),
    pass: (more) => {
      seconds += more
    },
    newId: () => `b${++ids}`,
    pageUrl: (id) => `https://kbisect.example.org/bisections/${id}`,
    messageText: (_format, body) => JSON.stringify(body),
  }
}
