import { revisionCostWords } from '../model/revision-cost.ts'
import type { WatchForm } from '../model/watch-form.ts'

/** What each revision costs, beside the form. */
export function RevisionCostPanel({ form }: { form: WatchForm }) {
  return (
    <section className="panel" aria-labelledby="revision-cost">
      <h2 id="revision-cost">What a revision costs</h2>
      <p aria-live="polite">
        <b>{revisionCostWords(form)}</b>
      </p>
      <p className="muted">
        For a revision that passes. After a failure the revision and the one before it boot again, until they differ for
        sure or clearly do not.
      </p>
    </section>
  )
}
