import { randomKey } from '../model/random-key.ts'
import type { TypedFile } from '../model/target-form.ts'
import { emptyFile } from '../model/target-form.ts'
import { ConfigFileFields } from './config-file-fields.tsx'
import { FieldGroup } from './named-field.tsx'

interface FragmentsProps {
  /** Of the target that has them. */
  readonly path: string
  readonly fragments: readonly TypedFile[]
  readonly change: (fragments: readonly TypedFile[]) => void
}

/** Kernel options on top of the base, in order. */
export function Fragments({ path, fragments, change }: FragmentsProps) {
  return (
    <FieldGroup
      path={`${path}.fragments`}
      label="Fragments"
      hint="Kernel options on top of the configuration, in order."
    >
      {fragments.map((fragment, at) => (
        <ConfigFileFields
          key={fragment.key}
          path={`${path}.fragments.${at}`}
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
