import type { NewBisection } from '../../../model/new-bisection.ts'

/** What every part of the form gets. */
export interface SectionProps {
  readonly form: NewBisection
  readonly set: (patch: Partial<NewBisection>) => void
}
