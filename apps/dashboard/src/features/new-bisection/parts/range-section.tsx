import { FormSection } from '../../../ui/form-section.tsx'
import { TreeChoice } from '../../../ui/tree-choice.tsx'
import { RefField } from './ref-field.tsx'
import type { SectionProps } from './section-props.ts'

/** Where the failure came in: a tree, a commit without it and one with it. */
export function RangeSection({ form, set }: SectionProps) {
  return (
    <FormSection title="What broke, and since when">
      <TreeChoice tree={form.tree} choose={(tree) => set({ tree })} />
      <div className="form-row boundaries-row">
        <RefField
          path="good"
          label="Good commit"
          tree={form.tree}
          value={form.good}
          change={(good) => set({ good })}
          placeholder="v6.10"
        />
        <button
          type="button"
          className="button swap"
          onClick={() => set({ good: form.bad, bad: form.good })}
          title="Swap good and bad"
        >
          <span aria-hidden="true">⇄</span>
          <span className="sr-only">Swap good and bad</span>
        </button>
        <RefField
          path="bad"
          label="Bad commit"
          tree={form.tree}
          value={form.bad}
          change={(bad) => set({ bad })}
          placeholder="v6.11-rc1"
        />
      </div>
    </FormSection>
  )
}
