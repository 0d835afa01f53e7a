import type { ReactNode } from 'react'
import { useId } from 'react'
import type { NewBisection } from '../../../model/new-bisection.ts'

/** What every part of the form gets. */
export interface SectionProps {
  readonly form: NewBisection
  readonly set: (patch: Partial<NewBisection>) => void
}

/** A titled part of the form. */
export function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className="panel form-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note && <p className="muted">{note}</p>}
      {children}
    </section>
  )
}
