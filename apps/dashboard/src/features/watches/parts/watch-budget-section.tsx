import { watchPolicies } from '@kbisect/contracts/words'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { FormSection } from '../../../ui/form-section.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { Segments } from '../../../ui/segments.tsx'
import { policyWords } from '../model/watch-words.ts'
import type { WatchSectionProps } from './watch-section-props.ts'

const numbers = [
  { field: 'runs', label: 'Runs to pass', hint: 'Runs without a failure after which a revision has passed.' },
  { field: 'buildsPerDay', label: 'Builds a day', hint: 'No test begins after so many builds in 24 hours.' },
  { field: 'bisections', label: 'Bisections at once', hint: 'Most bisections of this watch at once.' },
] as const

/** What follows from a regression, and what the watch may cost. */
export function WatchBudgetSection({ form, set }: WatchSectionProps) {
  return (
    <FormSection title="Policy and budgets">
      <FieldGroup path="policy" label="After a regression" hint={policyWords(form.policy)}>
        <Segments
          name="policy"
          options={watchPolicies.map((value) => ({ value, label: value }))}
          chosen={form.policy}
          choose={(policy) => set({ policy })}
        />
      </FieldGroup>
      <div className="form-row">
        {numbers.map(({ field, label, hint }) => (
          <NamedField key={field} path={field} label={label} hint={hint}>
            {(attributes) => (
              <ExactInput
                {...attributes}
                inputMode="numeric"
                value={form[field]}
                placeholder={field === 'buildsPerDay' ? 'no limit' : undefined}
                onChange={(event) => set({ [field]: event.target.value })}
              />
            )}
          </NamedField>
        ))}
      </div>
    </FormSection>
  )
}
