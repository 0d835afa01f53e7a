import type { MessageWords } from './format-message.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)

/** The content of an `m.room.message`. A notice, which no other bot answers; it mentions nobody. */
export function matrixMessage({ title, facts, url, commits }: MessageWords): object {
  const pages = commits.map(({ name, url: page }) => ({ name, page }))
  const lines = [
    title,
    ...facts.map(({ name, value }) => `${name}: ${value}`),
    ...(url === undefined ? [] : [url]),
    ...pages.map(({ name, page }) => `${name}: ${page}`),
  ]
  const head = url === undefined ? escapeText(title) : `<a href="${escapeText(url)}">${escapeText(title)}</a>`
  const items = facts.map(({ name, value }) => `<li>${escapeText(name)}: <code>${escapeText(value)}</code></li>`)
  const links = pages.map(({ name, page }) => `<a href="${escapeText(page)}">${name}</a>`).join(' · ')
  return {
    msgtype: 'm.notice',
    body: lines.join('\n'),
    format: 'org.matrix.custom.html',
    formatted_body: `<strong>${head}</strong>${items.length === 0 ? '' : `<ul>${items.join('')}</ul>`}${links}`,
    'm.mentions': {},
  }
}
