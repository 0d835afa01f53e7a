import { guestDevices, guestNetworks } from '@kbisect/contracts'
import type { TypedTarget } from '../model/target-form.ts'
import { ChecksOf } from './checks-of.tsx'
import { FieldGroup, NamedField } from './named-field.tsx'
import { Segments } from './segments.tsx'

const inputs = [
  { name: 'memory', path: 'memoryMegabytes', label: 'Memory', hint: 'In MiB. Left empty: 256.' },
  { name: 'cpus', path: 'cpus', label: 'CPUs', hint: 'Left empty: 1.' },
  { name: 'disks', path: 'disks', label: 'Disks', hint: 'Sizes of blank disks in MiB, such as 64 1024.' },
] as const

interface GuestFieldsProps {
  /** The field of the request that the target is. */
  readonly path: string
  readonly target: TypedTarget
  readonly change: (patch: Partial<TypedTarget>) => void
}

/** The virtual machine on which kernels boot. */
export function GuestFields({ path, target, change }: GuestFieldsProps) {
  return (
    <>
      <div className="form-row numbers">
        {inputs.map(({ name, path: field, label, hint }) => (
          <NamedField key={name} path={`${path}.guest.${field}`} label={label} hint={hint}>
            {(attributes) => (
              <input
                {...attributes}
                inputMode={name === 'disks' ? 'text' : 'numeric'}
                autoComplete="off"
                value={target[name]}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            )}
          </NamedField>
        ))}
      </div>
      <div className="form-row">
        <FieldGroup path={`${path}.guest.network`} label="Network" hint="user: a network that leads nowhere.">
          <Segments
            name={`${path}.guest.network`}
            options={guestNetworks.map((value) => ({ value, label: value }))}
            chosen={target.network}
            choose={(network) => change({ network })}
          />
        </FieldGroup>
        <FieldGroup path={`${path}.guest.devices`} label="Devices">
          <ChecksOf
            options={guestDevices.map((value) => ({ value, label: value }))}
            chosen={target.devices}
            choose={(devices) => change({ devices: [...devices] })}
          />
        </FieldGroup>
      </div>
    </>
  )
}
