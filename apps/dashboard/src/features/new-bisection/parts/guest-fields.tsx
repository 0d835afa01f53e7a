import { NamedField } from '../../../ui/named-field.tsx'
import type { SectionProps } from './section.tsx'

const numbers = [
  { name: 'memory', path: 'target.guest.memoryMegabytes', label: 'Memory', hint: 'In MiB. Left empty: 256.' },
  { name: 'cpus', path: 'target.guest.cpus', label: 'CPUs', hint: 'Left empty: 1.' },
] as const

/** The virtual machine on which kernels boot. */
export function GuestFields({ form, set }: SectionProps) {
  return (
    <div className="form-row numbers">
      {numbers.map(({ name, path, label, hint }) => (
        <NamedField key={name} path={path} label={label} hint={hint}>
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
  )
}
