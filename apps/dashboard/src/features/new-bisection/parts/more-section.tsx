import { ExactInput } from '../../../ui/exact-input.tsx'
import { NamedField } from '../../../ui/named-field.tsx'
import type { SectionProps } from './section-props.ts'

type NumberName = 'builds' | 'boundaries' | 'confirm' | 'bootCpuSeconds' | 'bootWallSeconds'

const numbers: readonly { name: NumberName; path: string; label: string; hint: string }[] = [
  { name: 'builds', path: 'budget.builds', label: 'Most builds', hint: 'No limit.' },
  {
    name: 'boundaries',
    path: 'runs.boundaries',
    label: 'Max runs of a boundary',
    hint: '60; fewer where it is clear.',
  },
  { name: 'confirm', path: 'runs.confirm', label: 'Least runs to confirm', hint: '3; more where it fails rarely.' },
  {
    name: 'bootCpuSeconds',
    path: 'budget.bootCpuSeconds',
    label: 'CPU seconds of a boot',
    hint: 'From the good commit’s boots.',
  },
  { name: 'bootWallSeconds', path: 'budget.bootWallSeconds', label: 'Seconds of a boot', hint: '600.' },
]

/** What is seldom said: the branch, and what may be spent. */
export function MoreSection({ form, set }: SectionProps) {
  return (
    <details className="panel form-section">
      <summary>
        <h2>More</h2>
        <span className="muted">Branch, budget, runs</span>
      </summary>
      <NamedField
        path="branch"
        label="Branch"
        className="field-half"
        hint="In which it was seen; the bad commit, where that is a branch."
      >
        {(attributes) => (
          <ExactInput {...attributes} value={form.branch} onChange={(event) => set({ branch: event.target.value })} />
        )}
      </NamedField>
      <div className="form-row numbers">
        {numbers.map(({ name, path, label, hint }) => (
          <NamedField key={name} path={path} label={label} hint={`Left empty: ${hint}`}>
            {(attributes) => (
              <input
                {...attributes}
                inputMode="numeric"
                autoComplete="off"
                value={form[name]}
                onChange={(event) => set({ [name]: event.target.value })}
              />
            )}
          </NamedField>
        ))}
      </div>
    </details>
  )
}
