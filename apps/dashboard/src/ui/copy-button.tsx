import { useEffect, useState } from 'react'

/** Copies a text and says so. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
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
    <button type="button" className="button" onClick={copy}>
      <span aria-live="polite">{said || label}</span>
    </button>
  )
}

async function writeClipboard(text: string) {
  // There is no clipboard on plain HTTP but on loopback.
  if (!navigator.clipboard) throw new Error('no clipboard on this page')
  await navigator.clipboard.writeText(text)
}
