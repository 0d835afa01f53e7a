import { type BisectionSummary, badgeOf } from '@kbisect/contracts'
import type { Dependencies } from './dependencies.ts'

/** What a program that shows a link, such as a chat, reads of a page. */
export interface PageCard {
  readonly title: string
  readonly description: string
}

/** Chats cut longer texts. */
const LONGEST = 300

/**
 * Returns what the page at a path is about. Programs that show links have no session: unless
 * reading is public, and where there is no such bisection, it is undefined, and the neutral words
 * of the built page stay.
 */
export async function pageCard(
  path: string,
  { settings, store }: Pick<Dependencies, 'settings' | 'store'>,
): Promise<PageCard | undefined> {
  const [, id] = /^\/bisections\/([0-9a-z]{1,40})\/?$/.exec(path) ?? []
  if (id === undefined || settings.reads !== 'public') return undefined
  const bisection = await store.bisections.detail(id)
  return bisection && bisectionCard(bisection)
}

export function bisectionCard(bisection: BisectionSummary): PageCard {
  const { symbol, badge } = badgeOf(bisection)
  return { title: `${symbol} ${badge} · ${bisection.title}`, description: descriptionOf(bisection) }
}

function descriptionOf({ culprit, reason, commits, candidatesLeft, tree }: BisectionSummary): string {
  if (culprit)
    return `${culprit.hash.slice(0, 12)} ("${culprit.subject}") by ${culprit.author.split('<', 1).join('').trim()}`
  if (reason) return reason
  return commits > 0
    ? `${candidatesLeft} of ${commits} commits of ${tree} may be the culprit.`
    : `Bisection in ${tree}.`
}

/** Returns the page with its title and the tags that programs read; texts of trees stay texts. */
export function withCard(html: string, { title, description }: PageCard): string {
  const tags = Object.entries({
    'og:site_name': 'kbisect',
    'og:type': 'website',
    'og:title': title,
    'og:description': description,
    'twitter:card': 'summary',
  }).map(([name, text]) => `<meta property="${name}" content="${escaped(text.slice(0, LONGEST))}" />`)
  const head = [`<title>${escaped(title.slice(0, LONGEST))}</title>`, ...tags].join('\n    ')
  const bare = html
    .split('\n')
    .filter((line) => !/^\s*<meta property="(?:og|twitter):/.test(line))
    .join('\n')
  return bare.replace(/<title>[^<]*<\/title>/, () => head)
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\p{Cc}/gu, ' ')
