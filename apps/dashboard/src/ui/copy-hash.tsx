import { CopyButton } from './copy-button.tsx'
import { Hash } from './hash.tsx'

/** A commit's hash with a button that copies the whole of it. */
export function CopyHash({ hash }: { hash: string }) {
  return (
    <span className="copy-hash">
      <Hash hash={hash} />
      <CopyButton text={hash} label="Copy hash" small />
    </span>
  )
}
