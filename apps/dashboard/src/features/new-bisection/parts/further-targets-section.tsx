import type { Variant } from '../../../model/new-bisection.ts'
import { randomKey } from '../../../model/random-key.ts'
import type { TypedFile } from '../../../model/target-form.ts'
import { emptyFile } from '../../../model/target-form.ts'
import { ConfigFileFields } from '../../../ui/config-file-fields.tsx'
import { FormSection } from '../../../ui/form-section.tsx'
import { FieldGroup } from '../../../ui/named-field.tsx'
import { Segments } from '../../../ui/segments.tsx'
import { FurtherTargetsMatrix } from './further-targets-matrix.tsx'
import { OtherTargets } from './other-targets.tsx'
import type { SectionProps } from './section-props.ts'

/** On which further targets the culprit is tested: architectures by configurations. */
export function FurtherTargetsSection({ form, set }: SectionProps) {
  const own = form.variants.filter((variant) => variant.file !== undefined)
  const change = (variant: Variant) =>
    set({ variants: form.variants.map((each) => (each.key === variant.key ? variant : each)) })
  const remove = ({ key }: Variant) =>
    set({
      variants: form.variants.filter((each) => each.key !== key),
      cells: form.cells.filter((cell) => !cell.endsWith(` ${key}`)),
    })
  const add = () => {
    const key = randomKey()
    set({ variants: [...form.variants, { key, file: { ...emptyFile, key } }] })
  }
  return (
    <FormSection
      title="Further targets"
      note="The culprit and its parents are tested on these too: that says who is affected."
    >
      <FieldGroup path="alsoTest" label={<span className="sr-only">Further targets</span>}>
        <FurtherTargetsMatrix form={form} set={set} />
        <OtherTargets form={form} set={set} />
        {own.map((variant, at) => (
          <Column
            key={variant.key}
            at={at}
            variant={variant as Variant & { file: TypedFile }}
            change={change}
            remove={() => remove(variant)}
          />
        ))}
        <button type="button" className="button" onClick={add}>
          Add a column
        </button>
      </FieldGroup>
    </FormSection>
  )
}

interface ColumnProps {
  readonly at: number
  readonly variant: Variant & { readonly file: TypedFile }
  readonly change: (variant: Variant) => void
  readonly remove: () => void
}

/** The file of a column of one's own. */
function Column({ at, variant, change, remove }: ColumnProps) {
  const what = `column ${at + 1}`
  return (
    <div className="column-file">
      <Segments
        name={`whole-${variant.key}`}
        options={[
          { value: 'fragment', label: 'Fragment on top' },
          { value: 'whole', label: 'Whole .config' },
        ]}
        chosen={variant.whole ? 'whole' : 'fragment'}
        choose={(chosen) => change({ ...variant, whole: chosen === 'whole' })}
      />
      <ConfigFileFields
        path={`columns.${variant.key}`}
        what={what}
        file={variant.file}
        change={(file) => change({ ...variant, file: { ...file, key: variant.key } })}
        remove={remove}
      />
    </div>
  )
}
