import type { Outcome, Webhook } from '@kbisect/contracts'
import { outcomeWords } from './filters.ts'

type Type = Webhook['types'][number]
type Format = Webhook['format']

/** What a webhook can be told of. */
export const typeTexts: Readonly<Record<Type, string>> = {
  'bisection.started': 'A bisection starts',
  'bisection.progressed': 'A bisection moves on: many messages',
  'bisection.finished': 'A bisection ends',
  'bisection.failed': 'A bisection is stuck: a person is needed',
  'regression.found': 'A regression is found',
  'regression.bisected': 'Its commit is known',
  'regression.fixed': 'Somebody says that it is fixed',
}

export const formatTexts: Readonly<Record<Format, string>> = {
  standard: 'Standard Webhooks',
  slack: 'Slack',
  discord: 'Discord',
  matrix: 'Matrix',
  github: 'GitHub issues',
  gitlab: 'GitLab issues',
}

export const typeWords = Object.keys(typeTexts) as Type[]
export const formatWords = Object.keys(formatTexts) as Format[]
export const outcomeNames: readonly Outcome[] = outcomeWords
