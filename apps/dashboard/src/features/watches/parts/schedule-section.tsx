import { revisionChoices } from '@kbisect/contracts/words'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { FormSection } from '../../../ui/form-section.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { Segments } from '../../../ui/segments.tsx'
import { type IntervalUnit, intervalUnits } from '../model/watch-form.ts'
import { revisionWords } from '../model/watch-words.ts'
import type { WatchSectionProps } from './watch-section-props.ts'

/** How often the branches are looked at, and which revisions are tested. */
export function ScheduleSection({ form, set }: WatchSectionProps) {
  return (
    <FormSection title="Looks">
      <FieldGroup path="schedule" label="How often it looks" hint="A push can also make it look at once.">
        <Segments
          name="looks"
          options={[
            { value: 'interval', label: 'interval' },
            { value: 'cron', label: 'cron' },
          ]}
          chosen={form.looks}
          choose={(looks) => set({ looks })}
        />
      </FieldGroup>
      {form.looks === 'cron' ? (
        <NamedField
          path="schedule.cron"
          label="Cron expression"
          className="field-half"
          hint="In UTC: minute, hour, day of the month, month, day of the week."
        >
          {(attributes) => (
            <ExactInput
              {...attributes}
              className="mono"
              value={form.cron}
              placeholder="0 4 * * *"
              onChange={(event) => set({ cron: event.target.value })}
            />
          )}
        </NamedField>
      ) : (
        <Interval form={form} set={set} />
      )}
      <FieldGroup path="revisions" label="Of several new revisions" hint={`Tested: ${revisionWords(form.revisions)}.`}>
        <Segments
          name="revisions"
          options={revisionChoices.map((value) => ({ value, label: value }))}
          chosen={form.revisions}
          choose={(revisions) => set({ revisions })}
        />
      </FieldGroup>
    </FormSection>
  )
}

function Interval({ form, set }: WatchSectionProps) {
  return (
    <NamedField path="schedule.everySeconds" label="Every" className="field-half" hint="From 1 minute to 7 days.">
      {(attributes) => (
        <div className="with-button">
          <ExactInput
            {...attributes}
            inputMode="numeric"
            value={form.every}
            onChange={(event) => set({ every: event.target.value })}
          />
          <select
            aria-label="Unit of the interval"
            value={form.unit}
            onChange={(event) => set({ unit: event.target.value as IntervalUnit })}
          >
            {Object.keys(intervalUnits).map((unit) => (
              <option key={unit}>{unit}</option>
            ))}
          </select>
        </div>
      )}
    </NamedField>
  )
}
