import { cutText } from '@kbisect/text'
import type { MessageWords } from './format-message.ts'

// What Slack takes in one header and in one field.
const HEADER = 150
const FACTS = 10

/**
 * Slack looks for commands and links between < and >; everything else of its markup is off in plain
 * text.
 */
const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false })

const link = (url: string, name: string) => ({ type: 'mrkdwn', text: `<${escapeText(url)}|${name}>` })

/**
 * For an incoming webhook of Slack. Words of others stand in plain text alone, where no mention and
 * no link is made of them.
 */
export function slackMessage({ title, facts, url, commits }: MessageWords): object {
  const fields = facts.slice(0, FACTS).map(({ name, value }) => plain(`${name}: ${value}`))
  return {
    // Shown in notifications.
    text: escapeText(title),
    mrkdwn: false,
    unfurl_links: false,
    blocks: [
      { type: 'header', text: plain(cutText(title, HEADER)) },
      ...(fields.length === 0 ? [] : [{ type: 'section', fields }]),
      ...(url === undefined
        ? []
        : [
            {
              type: 'context',
              elements: [link(url, 'Open its page'), ...commits.map((one) => link(one.url, one.name))],
            },
          ]),
    ],
  }
}
