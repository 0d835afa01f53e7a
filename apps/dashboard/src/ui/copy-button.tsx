import { useEffect, useState } from 'react'

interface CopyButtonProps {
  readonly text: string
  /** What is copied: `Copy hash`. */
  readonly label?: string
  /** Beside a word in a line of text. */
  readonly small?: boolean
}

/** Copies a text and says so. */
export function CopyButton({ text, label = 'Copy', small = false }: CopyButtonProps) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(''), 2000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () =>
    void writeClipboard(text).then(
      () => setSaid('Copied'),
      () => setSaid('Select and copy by hand'),
    )
  return (
    <button type="button" className={small ? 'button small' : 'button'} onClick={copy}>
      <span aria-live="polite">{said || label}</span>
    </button>
  )
}

async function writeClipboard(text: string) {
  // There is no clipboard on plain HTTP but on loopback.
  if (!navigator.clipboard) throw new Error('no clipboard on this page')
  await navigator.clipboard.writeText(text)
}
