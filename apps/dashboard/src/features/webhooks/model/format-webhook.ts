import type { Webhook, WebhookFormat } from '@kbisect/contracts'

type Type = Webhook['types'][number]

/** What a webhook can be told of. */
export const typeTexts: Readonly<Record<Type, string>> = {
  'bisection.started': 'A bisection starts',
  'bisection.progressed': 'A bisection moves on: many messages',
  'bisection.finished': 'A bisection ends',
  'bisection.failed': 'A bisection is stuck: a person is needed',
  'regression.found': 'A regression is found',
  'regression.bisected': 'Its commit is known',
  'regression.fixed': 'Somebody says that it is fixed',
  'regression.affects-more': 'It shows on one more target',
  'regression.came-back': 'It had gone, and shows again',
  'regression.gone': 'It does not show any more',
  'revision.tested': 'A watched revision is tested: many messages',
}

export const formatTexts: Readonly<Record<WebhookFormat, string>> = {
  standard: 'Standard Webhooks',
  slack: 'Slack',
  discord: 'Discord',
  matrix: 'Matrix',
  github: 'GitHub issues',
  gitlab: 'GitLab issues',
}

export const typeWords = Object.keys(typeTexts) as Type[]
export const formatWords = Object.keys(formatTexts) as WebhookFormat[]
