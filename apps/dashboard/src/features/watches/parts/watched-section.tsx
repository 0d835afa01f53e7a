import { ExactInput } from '../../../ui/exact-input.tsx'
import { FormSection } from '../../../ui/form-section.tsx'
import { NamedField } from '../../../ui/named-field.tsx'
import { TreeChoice } from '../../../ui/tree-choice.tsx'
import type { WatchSectionProps } from './watch-section-props.ts'

/** Which branches of which tree are watched. The name and the tree of a watch stay. */
export function WatchedSection({ form, set, isNew }: WatchSectionProps & { isNew: boolean }) {
  return (
    <FormSection title="What is watched">
      {isNew ? (
        <>
          <NamedField path="name" label="Name" className="field-half" hint="Lower case, such as next.">
            {(attributes) => (
              <ExactInput {...attributes} value={form.name} onChange={(event) => set({ name: event.target.value })} />
            )}
          </NamedField>
          <TreeChoice tree={form.tree} choose={(tree) => set({ tree })} />
        </>
      ) : (
        <p>
          The watch <b>{form.name}</b> of the tree <b>{form.tree}</b>
        </p>
      )}
      <NamedField
        path="branches"
        label="Branches"
        hint="One a line: a branch, or a tag as tags/NAME. * stands for anything: master, ci/*, tags/next-*."
      >
        {(attributes) => (
          <textarea
            {...attributes}
            className="mono"
            rows={3}
            spellCheck={false}
            placeholder={'master\ntags/next-*'}
            value={form.branches}
            onChange={(event) => set({ branches: event.target.value })}
          />
        )}
      </NamedField>
    </FormSection>
  )
}
