import type { FailureKind } from '@kbisect/contracts'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { FormSection } from '../../../ui/form-section.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { Segments } from '../../../ui/segments.tsx'
import { failureKindTexts, failureKindWords } from '../model/failure-kinds.ts'
import type { SectionProps } from './section-props.ts'

/** Which failure is looked for. */
export function FailureSection({ form, set }: SectionProps) {
  return (
    <FormSection title="Failure">
      <FieldGroup
        path="match"
        label="Which failure counts"
        hint={
          form.match === 'same'
            ? 'A commit that fails in another way is stepped around, and listed.'
            : 'Whatever goes wrong makes a commit bad.'
        }
      >
        <Segments
          name="match"
          options={[
            { value: 'same', label: 'As the bad revision fails' },
            { value: 'any', label: 'Any failure' },
          ]}
          chosen={form.match}
          choose={(match) => set({ match })}
        />
      </FieldGroup>
      {form.match === 'same' && <WantedFailure form={form} set={set} />}
      <div className="named-field">
        <label className="check-line">
          <input
            id="field-warnings"
            type="checkbox"
            checked={form.warnings}
            onChange={(event) => set({ warnings: event.target.checked })}
          />
          Warnings are failures too: warnings, lockdep, sanitizers, stalls
        </label>
      </div>
    </FormSection>
  )
}

/**
 * What the failure must be like, where that is known; a bad commit that fails otherwise is refused
 * then.
 */
function WantedFailure({ form, set }: SectionProps) {
  return (
    <div className="form-row">
      <NamedField path="failure.kind" label="Kind">
        {(attributes) => (
          <select
            {...attributes}
            value={form.failureKind}
            onChange={(event) => set({ failureKind: event.target.value as FailureKind | '' })}
          >
            <option value="">whatever it shows</option>
            {failureKindWords.map((kind) => (
              <option key={kind} value={kind}>
                {failureKindTexts[kind]}
              </option>
            ))}
          </select>
        )}
      </NamedField>
      <NamedField path="failure.function" label="In function">
        {(attributes) => (
          <ExactInput
            {...attributes}
            className="mono"
            value={form.failureFunction}
            placeholder="any"
            onChange={(event) => set({ failureFunction: event.target.value })}
          />
        )}
      </NamedField>
      <NamedField path="failure.message" label="With the message" className="field-grow">
        {(attributes) => (
          <input
            {...attributes}
            value={form.failureMessage}
            autoComplete="off"
            placeholder="any"
            onChange={(event) => set({ failureMessage: event.target.value })}
          />
        )}
      </NamedField>
    </div>
  )
}
