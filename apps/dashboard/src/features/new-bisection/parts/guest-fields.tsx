import { guestDevices, guestNetworks } from '@kbisect/contracts'
import { ChecksOf } from '../../../ui/checks-of.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { Segments } from '../../../ui/segments.tsx'
import type { SectionProps } from './section.tsx'

const inputs = [
  { name: 'memory', path: 'target.guest.memoryMegabytes', label: 'Memory', hint: 'In MiB. Left empty: 256.' },
  { name: 'cpus', path: 'target.guest.cpus', label: 'CPUs', hint: 'Left empty: 1.' },
  { name: 'disks', path: 'target.guest.disks', label: 'Disks', hint: 'Sizes of blank disks in MiB, such as 64 1024.' },
] as const

/** The virtual machine on which kernels boot. */
export function GuestFields({ form, set }: SectionProps) {
  return (
    <>
      <div className="form-row numbers">
        {inputs.map(({ name, path, label, hint }) => (
          <NamedField key={name} path={path} label={label} hint={hint}>
            {(attributes) => (
              <input
                {...attributes}
                inputMode={name === 'disks' ? 'text' : 'numeric'}
                autoComplete="off"
                value={form[name]}
                onChange={(event) => set({ [name]: event.target.value })}
              />
            )}
          </NamedField>
        ))}
      </div>
      <div className="form-row">
        <FieldGroup path="target.guest.network" label="Network" hint="user: a network that leads nowhere.">
          <Segments
            name="network"
            options={guestNetworks.map((value) => ({ value, label: value }))}
            chosen={form.network}
            choose={(network) => set({ network })}
          />
        </FieldGroup>
        <FieldGroup path="target.guest.devices" label="Devices">
          <ChecksOf
            options={guestDevices.map((value) => ({ value, label: value }))}
            chosen={form.devices}
            choose={(devices) => set({ devices: [...devices] })}
          />
        </FieldGroup>
      </div>
    </>
  )
}
