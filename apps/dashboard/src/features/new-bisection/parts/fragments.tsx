import type { TypedFile } from '../../../model/new-bisection.ts'
import { emptyFile } from '../../../model/new-bisection.ts'
import { randomKey } from '../../../model/random-key.ts'
import { FieldGroup } from '../../../ui/named-field.tsx'
import { ConfigFileFields } from './config-file-fields.tsx'

interface FragmentsProps {
  readonly fragments: readonly TypedFile[]
  readonly change: (fragments: readonly TypedFile[]) => void
}

/** Kernel options on top of the base, in order. */
export function Fragments({ fragments, change }: FragmentsProps) {
  return (
    <FieldGroup path="target.fragments" label="Fragments" hint="Kernel options on top of the configuration, in order.">
      {fragments.map((fragment, at) => (
        <ConfigFileFields
          key={fragment.key}
          path={`target.fragments.${at}`}
          what={`fragment ${at + 1}`}
          file={fragment}
          change={(file) => change(fragments.map((each) => (each === fragment ? { ...file, key: each.key } : each)))}
          remove={() => change(fragments.filter((each) => each !== fragment))}
        />
      ))}
      <button
        type="button"
        className="button"
        disabled={fragments.length >= 16}
        onClick={() => change([...fragments, { ...emptyFile, key: randomKey() }])}
      >
        Add a fragment
      </button>
    </FieldGroup>
  )
}
