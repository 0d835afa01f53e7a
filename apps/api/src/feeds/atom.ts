export interface AtomEntry {
  /** An IRI that never changes. */
  readonly id: string
  readonly title: string
  readonly url: string
  readonly publishedAt: string
  readonly updatedAt: string
  /** Plain text. */
  readonly text: string
}

export interface AtomFeed {
  readonly id: string
  readonly title: string
  readonly author: string
  /** The page of what the feed tells. */
  readonly url: string
  /** The feed itself. */
  readonly self: string
  /** Newest first. */
  readonly entries: readonly AtomEntry[]
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// XML 1.0 has no way to write these.
const UNWRITABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** Returns a text as XML has it; characters that no XML can hold become U+FFFD. */
export const xmlText = (text: string): string =>
  text.replace(UNWRITABLE, '\uFFFD').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

// Of a feed without entries.
const EPOCH = '1970-01-01T00:00:00.000Z'

/** The last of some moments, as RFC 3339 in UTC. */
const lastOf = (moments: readonly string[]): string =>
  new Date(Math.max(...moments.map((moment) => Date.parse(moment)))).toISOString()

/** A feed as RFC 4287 has it. */
export function atomFeed({ id, title, author, url, self, entries }: AtomFeed): string {
  const updated = lastOf([EPOCH, ...entries.map((entry) => entry.updatedAt)])
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${xmlText(id)}</id>
  <title>${xmlText(title)}</title>
  <updated>${updated}</updated>
  <author><name>${xmlText(author)}</name></author>
  <link rel="self" type="application/atom+xml" href="${xmlText(self)}"/>
  <link rel="alternate" type="text/html" href="${xmlText(url)}"/>
${entries.map(atomEntry).join('')}</feed>
`
}

const atomEntry = ({ id, title, url, publishedAt, updatedAt, text }: AtomEntry): string => `  <entry>
    <id>${xmlText(id)}</id>
    <title>${xmlText(title)}</title>
    <published>${publishedAt}</published>
    <updated>${updatedAt}</updated>
    <link rel="alternate" type="text/html" href="${xmlText(url)}"/>
    <content type="text">${xmlText(text)}</content>
  </entry>
`
