import type { WatchForm } from '../model/watch-form.ts'

/** What every part of the form of a watch gets. */
export interface WatchSectionProps {
  readonly form: WatchForm
  readonly set: (patch: Partial<WatchForm>) => void
}
