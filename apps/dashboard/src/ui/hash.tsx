/**
 * A commit's hash, short; the whole of it is in the tooltip. It stands in buttons and links, where
 * no other link can be; elsewhere there is `CommitHash`.
 */
export function Hash({ hash }: { hash: string }) {
  return (
    <code className="hash" title={hash}>
      {hash.slice(0, 12)}
    </code>
  )
}
