import type { WebhookBody, WebhookFormat } from '@kbisect/contracts'
import { discordMessage } from './discord.ts'
import { type MessageWords, messageWords } from './format-message.ts'
import { githubIssue, gitlabIssue } from './issue.ts'
import { matrixMessage } from './matrix.ts'
import { slackMessage } from './slack.ts'

const TEMPLATES: Record<Exclude<WebhookFormat, 'standard'>, (words: MessageWords) => object> = {
  slack: slackMessage,
  discord: discordMessage,
  matrix: matrixMessage,
  github: githubIssue,
  gitlab: gitlabIssue,
}

/** What is posted for a message in a format: JSON, the same text for the same message. */
export function messageText(format: WebhookFormat, body: WebhookBody): string {
  return JSON.stringify(format === 'standard' ? body : TEMPLATES[format](messageWords(body)))
}
