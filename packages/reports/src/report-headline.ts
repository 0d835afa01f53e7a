import type { Bisection, BisectionResult } from '@kbisect/contracts'
import { whatFails } from './failing-test.ts'
import { count, oneLine, short } from './layout.ts'

const quoted = (commit: { hash: string; subject: string }): string =>
  `${short(commit.hash)} ("${oneLine(commit.subject)}")`

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function unfinished(bisection: Bisection): string {
  if (bisection.state === 'paused') return `This bisection is paused: ${oneLine(bisection.reason ?? 'no reason given')}`
  const left = `${bisection.candidatesLeft.toLocaleString('en')} of ${count(bisection.commits, 'commit')} left`
  return `This bisection is not finished. It is ${bisection.state}, in the stage "${bisection.stage}", with ${left}.`
}

function ended(bisection: Bisection, result: BisectionResult): string {
  const reason = oneLine(result.reason)
  switch (result.outcome) {
    case 'culprit':
      return result.culprit
        ? `Since commit ${quoted(result.culprit)} in the tree "${bisection.tree}", ${whatFails(bisection)}.`
        : reason
    case 'range':
      return `${capital(whatFails(bisection))} in the tree "${bisection.tree}". One of ${count(result.range.length, 'commit')} broke it; they could not be told apart: ${reason}`
    case 'not-reproduced':
      return `The failure could not be reproduced, so there was nothing to bisect: ${reason}`
    case 'inconclusive':
      return `The search came to no certain end: ${reason}`
    case 'cancelled':
      return `The bisection was cancelled before it came to a result. ${reason}`
    case 'error':
      return `The bisection could not be carried out. This says nothing about the kernel: ${reason}`
  }
}

/** What the report is about, in a sentence or two. */
export function headline(bisection: Bisection): string {
  return bisection.result ? ended(bisection, bisection.result) : unfinished(bisection)
}

/** A line for the subject of a mail. */
export function reportTitle(bisection: Bisection): string {
  const culprit = bisection.result?.culprit
  const about = oneLine(bisection.title)
  return culprit
    ? `[bisected] ${about}: ${oneLine(culprit.subject)}`
    : `[${bisection.outcome ?? bisection.state}] ${about}`
}
