import { type Bisection, culpritLabel } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { eventsQuery } from '../../../api/queries.ts'
import { checkSteps } from '../model/check-steps.ts'
import { reachedStage, stepsOf } from '../model/stages.ts'

const words = {
  done: 'done',
  current: 'now',
  waiting: 'to come',
  stopped: 'stopped here',
  unproved: 'not confirmed',
  spared: 'not needed',
} as const

const explanations: Partial<Record<keyof typeof words, string>> = {
  unproved: 'Not confirmed: see the checks',
  spared: 'Not needed',
}

/** How far the bisection is. */
export function Stepper({ bisection }: { bisection: Bisection }) {
  const { data: events } = useQuery(eventsQuery(bisection.id))
  const early = bisection.outcome !== null && bisection.outcome !== 'culprit'
  const steps = bisection.check
    ? checkSteps(bisection)
    : stepsOf(reachedStage(bisection, events), bisection.state, early, culpritLabel(bisection) === 'probable')
  return (
    <ol className="stepper" aria-label="Stages">
      {steps.map((step) => (
        <li
          key={step.name}
          className={`step step-${step.status}`}
          aria-current={step.status === 'current' ? 'step' : undefined}
        >
          <span className="step-name">{step.name}</span>
          <span className="step-explanation">{explanations[step.status] ?? step.explanation}</span>
          <span className="sr-only">: {words[step.status]}</span>
        </li>
      ))}
    </ol>
  )
}
