/** Hosts whose links name a mail of the kernel's lists. */
const LORE = /^https:\/\/(?:lore\.kernel\.org|lkml\.kernel\.org|patch\.msgid\.link)\/[\w.~%@/+=,:-]{1,500}$/
const LINK = /^Link:[ \t]{1,8}(\S{1,600})[ \t]{0,8}$/gim
const MESSAGE_ID = /^Message-Id:[ \t]{1,8}<?([\w.+=@-]{3,250})>?[ \t]{0,8}$/im

/**
 * Whether a tree is likely to hold commits that were sent to the kernel's lists: it is fetched from
 * kernel.org, or its repository is named linux, such as `linux`, `linux.git` or `linux-stable`.
 */
export function isLikelyLinux(treeUrl: string): boolean {
  const host = URL.canParse(treeUrl) ? new URL(treeUrl).hostname : (/^[\w.-]+@([\w.-]+):/.exec(treeUrl)?.[1] ?? '')
  if (/(?:^|\.)kernel\.org$/.test(host)) return true
  const last = treeUrl.split(/[/:]/).filter(Boolean).at(-1) ?? ''
  return /^linux(?:[-_.][\w.-]{1,80})?$/i.test(last)
}

/**
 * Returns where the kernel's lists discussed a commit: what its last `Link:` to a list's archive
 * names, else its `Message-Id:`. Without either, and in a tree that {@link isLikelyLinux}, it is a
 * search of the archive for the subject; elsewhere undefined.
 */
export function loreLink(commit: { subject: string; message: string }, treeUrl: string): string | undefined {
  const links = [...commit.message.matchAll(LINK)].map(([, url = '']) => url)
  const link = links.findLast((url) => LORE.test(url))
  if (link !== undefined) return link
  const id = MESSAGE_ID.exec(commit.message)?.[1]
  if (id?.includes('@')) return `https://lore.kernel.org/all/${encodeURIComponent(id)}/`
  const subject = commit.subject.replaceAll('"', ' ').trim().slice(0, 200)
  if (subject === '' || !isLikelyLinux(treeUrl)) return undefined
  return `https://lore.kernel.org/all/?q=${encodeURIComponent(`s:"${subject}"`)}`
}
