import { cutText } from '@kbisect/text'
import type { MessageWords } from './format-message.ts'

const TITLE = 200

/** Within a code span neither names, references, HTML nor commands of the tracker mean anything. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${space}${text}${space}${fence}`
}

/** Titles are no Markdown, but trackers look for names in them. */
function titleOf(title: string): string {
  const harmless = title.replace(/[@#!&%~$^]/g, '$&\u200B').replace(/^\//, '\u200B/')
  return cutText(harmless, TITLE)
}

function text({ title, facts, url }: MessageWords): string {
  const rows = facts.map(({ name, value }) => `- ${name}: ${code(value)}`)
  const link = url === undefined ? [] : [`Report, logs and how to reproduce it: <${url}>`]
  return [code(title), rows.join('\n'), ...link, 'Found by kbisect.'].filter((part) => part !== '').join('\n\n')
}

/** For `POST /repos/OWNER/NAME/issues` of GitHub. */
export const githubIssue = (words: MessageWords): object => ({ title: titleOf(words.title), body: text(words) })

/** For `POST /projects/ID/issues` of GitLab. */
export const gitlabIssue = (words: MessageWords): object => ({ title: titleOf(words.title), description: text(words) })
