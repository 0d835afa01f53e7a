import { CopyButton } from './copy-button.tsx'

/** A commit's hash with a button that copies the whole of it. */
export function CopyHash({ hash }: { hash: string }) {
  return (
    <span className="copy-hash">
      <Hash hash={hash} />
      <CopyButton text={hash} label="Copy hash" small />
    </span>
  )
}

/** A commit's hash, short; the whole of it is in the tooltip. */
export function Hash({ hash }: { hash: string }) {
  return (
    <code className="hash" title={hash}>
      {hash.slice(0, 12)}
    </code>
  )
}
