import { architectureWords } from '../model/filters.ts'
import type { BaseWord, TypedTarget } from '../model/target-form.ts'
import { ConfigFileFields } from './config-file-fields.tsx'
import { ExactInput } from './exact-input.tsx'
import { Fragments } from './fragments.tsx'
import { GuestFields } from './guest-fields.tsx'
import { FieldGroup, NamedField } from './named-field.tsx'
import { Segments } from './segments.tsx'

const bases: Readonly<Record<BaseWord, string>> = {
  defconfig: 'defconfig',
  tinyconfig: 'tinyconfig',
  own: 'your own .config',
}

interface TargetFieldsProps {
  /** The field of the request that the target is. */
  readonly path: string
  readonly target: TypedTarget
  readonly change: (patch: Partial<TypedTarget>) => void
}

/** The inputs of a target: what is built, and where it boots. */
export function TargetFields({ path, target, change }: TargetFieldsProps) {
  return (
    <>
      <div className="form-row">
        <FieldGroup path={`${path}.architecture`} label="Architecture">
          <Segments
            name={`${path}.architecture`}
            options={architectureWords.map((value) => ({ value, label: value }))}
            chosen={target.architecture}
            choose={(architecture) => change({ architecture })}
          />
        </FieldGroup>
        <FieldGroup path={`${path}.config`} label="Configuration">
          <Segments
            name={`${path}.config`}
            options={(Object.keys(bases) as BaseWord[]).map((value) => ({ value, label: bases[value] }))}
            chosen={target.base}
            choose={(base) => change({ base })}
          />
        </FieldGroup>
      </div>
      {target.base === 'own' && (
        <ConfigFileFields
          path={`${path}.config`}
          what="the configuration"
          file={target.own}
          change={(own) => change({ own })}
        />
      )}
      <Fragments path={path} fragments={target.fragments} change={(fragments) => change({ fragments })} />
      <div className="form-row">
        <NamedField path={`${path}.toolchain`} label="Toolchain" hint="gcc unless you say otherwise.">
          {(attributes) => (
            <>
              <ExactInput
                {...attributes}
                list={`${attributes.id}-list`}
                value={target.toolchain}
                placeholder="gcc, clang, gcc-12"
                onChange={(event) => change({ toolchain: event.target.value })}
              />
              <datalist id={`${attributes.id}-list`}>
                <option value="gcc" />
                <option value="clang" />
              </datalist>
            </>
          )}
        </NamedField>
        <NamedField
          path={`${path}.cmdline`}
          label="Command line"
          className="field-grow"
          hint="Appended to the kernel’s."
        >
          {(attributes) => (
            <ExactInput
              {...attributes}
              className="mono"
              value={target.cmdline}
              placeholder="cma=16M"
              onChange={(event) => change({ cmdline: event.target.value })}
            />
          )}
        </NamedField>
      </div>
      <GuestFields path={path} target={target} change={change} />
    </>
  )
}
