import { commitLink } from './commit-link.ts'

/** Stands in a template for the hash of a commit. */
const HASH = '{hash}'
export const LONGEST_COMMIT_URL = 1024

/** A tree, as far as the pages of its commits follow from it. */
export interface CommitPages {
  readonly url: string
  /** Template of the pages of commits; null: by the host of the tree. */
  readonly commitUrl?: string | null
}

// None of these is markup in a mail, a chat or a page.
const PLAIN = /^[\w.~:/?#@!$&*+,;=%-]*$/
const FULL_HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/**
 * Returns what is wrong with a template of commit pages, with a hint; undefined where nothing is.
 */
export function commitUrlMistake(template: string): { message: string; hint: string } | undefined {
  const example = 'Write it like https://git.example.org/linux.git/commit/?id={hash}.'
  if (template.length > LONGEST_COMMIT_URL)
    return { message: `has more than ${LONGEST_COMMIT_URL} characters`, hint: 'Name a shorter page.' }
  if (!/^https?:\/\//i.test(template)) return { message: 'is no http or https URL', hint: example }
  if (!template.includes(HASH)) return { message: `does not contain ${HASH}`, hint: example }
  const placeholder = /\{[^}]*\}?|\}/.exec(template.replaceAll(HASH, ''))?.[0]
  if (placeholder !== undefined)
    return { message: `contains ${placeholder}, which is no known placeholder`, hint: `The only one is ${HASH}.` }
  const sample = template.replaceAll(HASH, 'a'.repeat(40))
  if (!PLAIN.test(sample)) return { message: 'contains a character that is no part of a URL', hint: example }
  if (!URL.canParse(sample)) return { message: 'is no URL', hint: example }
  const { username, password, host } = new URL(sample)
  if (username !== '' || password !== '')
    return { message: 'holds a user or password', hint: 'All readers would see it: leave it out.' }
  if (host !== new URL(template.replaceAll(HASH, 'b'.repeat(40))).host)
    return { message: `has ${HASH} in the name of the host`, hint: 'Put it into the path or the query.' }
  return undefined
}

/**
 * Returns the page of a commit: by the template of the tree, else as {@link commitLink} knows it of
 * the tree's host; undefined where there is none. It is always an http or https URL.
 */
export function commitPage({ url, commitUrl }: CommitPages, hash: string): string | undefined {
  if (!commitUrl) return commitLink(url, hash)
  if (!FULL_HASH.test(hash) || commitUrlMistake(commitUrl)) return undefined
  return commitUrl.replaceAll(HASH, hash)
}
