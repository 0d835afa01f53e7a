import { randomKey } from '../../../model/random-key.ts'
import { emptyTarget } from '../../../model/target-form.ts'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { FormSection } from '../../../ui/form-section.tsx'
import { FieldGroup, FieldMistakes, NamedField } from '../../../ui/named-field.tsx'
import { TargetFields } from '../../../ui/target-fields.tsx'
import type { WatchTarget } from '../model/watch-form.ts'
import type { WatchSectionProps } from './watch-section-props.ts'

const MOST_TARGETS = 32

/** What each revision is built for. */
export function WatchTargetsSection({ form: { targets }, set }: WatchSectionProps) {
  const change = (at: number, patch: Partial<WatchTarget>) =>
    set({ targets: targets.map((target, place) => (place === at ? { ...target, ...patch } : target)) })
  return (
    <FormSection title="Targets" note="Each revision is built for each of them, and booted in QEMU.">
      {targets.map((target, at) => (
        <FieldGroup key={target.key} path={`targets.${at}`} label={`Target ${at + 1}`} className="sub-form">
          <NamedField
            path={`targets.${at}.name`}
            label="Name"
            className="field-half"
            hint="Made from the architecture and the configuration unless you give one."
          >
            {(attributes) => (
              <ExactInput
                {...attributes}
                value={target.name}
                onChange={(event) => change(at, { name: event.target.value })}
              />
            )}
          </NamedField>
          <TargetFields path={`targets.${at}`} target={target} change={(patch) => change(at, patch)} />
          {targets.length > 1 && (
            <button
              type="button"
              className="button quiet"
              onClick={() => set({ targets: targets.filter((each) => each !== target) })}
            >
              Remove target {at + 1}
            </button>
          )}
        </FieldGroup>
      ))}
      <div>
        <button
          type="button"
          className="button"
          disabled={targets.length >= MOST_TARGETS}
          onClick={() => set({ targets: [...targets, { ...emptyTarget, key: randomKey(), name: '' }] })}
        >
          Add a target
        </button>
      </div>
      <FieldMistakes path="targets" />
    </FormSection>
  )
}
