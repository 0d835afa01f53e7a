/**
 * A name for a tree, made from its URL or path: `https://example.org/Linux-Next.git` becomes
 * `linux-next`.
 */
export function treeName(url: string): string {
  const last = url
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\/?\.git$/, '')
    .split(/[/:]/)
    .at(-1)
  const name = (last ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 60)
  return name || 'tree'
}

/** The first of `name`, `name-2`, `name-3` … that is free. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let number = 2
  while (taken.has(`${name}-${number}`)) number++
  return `${name}-${number}`
}
