import type { MessageWords } from './format-message.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)

/** The content of an `m.room.message`. A notice, which no other bot answers; it mentions nobody. */
export function matrixMessage({ title, facts, url }: MessageWords): object {
  const lines = [title, ...facts.map(({ name, value }) => `${name}: ${value}`), ...(url === undefined ? [] : [url])]
  const head = url === undefined ? escapeText(title) : `<a href="${escapeText(url)}">${escapeText(title)}</a>`
  const items = facts.map(({ name, value }) => `<li>${escapeText(name)}: <code>${escapeText(value)}</code></li>`)
  return {
    msgtype: 'm.notice',
    body: lines.join('\n'),
    format: 'org.matrix.custom.html',
    formatted_body: `<strong>${head}</strong>${items.length === 0 ? '' : `<ul>${items.join('')}</ul>`}`,
    'm.mentions': {},
  }
}
