import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { CopyButton } from './copy-button.tsx'

interface SecretOnceProps {
  readonly title: string
  readonly secret: string
  readonly children: ReactNode
  readonly done: () => void
}

/** A secret that is shown this once. It takes the focus, so that it is noticed. */
export function SecretOnce({ title, secret, children, done }: SecretOnceProps) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <section ref={box} className="notice secret" aria-label={title} tabIndex={-1}>
      <p className="notice-title">{title}</p>
      <p>{children}</p>
      <div className="secret-line">
        <code className="secret-text">{secret}</code>
        <CopyButton text={secret} />
      </div>
      <button type="button" className="button primary" onClick={done}>
        I have kept it
      </button>
    </section>
  )
}
