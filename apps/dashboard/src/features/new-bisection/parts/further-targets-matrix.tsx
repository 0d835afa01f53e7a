import { architectureWords } from '../../../model/filters.ts'
import type { Variant } from '../../../model/new-bisection.ts'
import { cellKey, furtherTargetCells, shownVariants } from '../../../model/new-bisection.ts'
import { FieldMistakes, useFieldAttributes } from '../../../ui/named-field.tsx'
import type { SectionProps } from './section-props.ts'

/** Architectures by configurations, each a further target where it is ticked. */
export function FurtherTargetsMatrix({ form, set }: SectionProps) {
  const variants = shownVariants(form)
  const ticked = furtherTargetCells(form, architectureWords).map(({ key }) => key)
  const toggle = (key: string) =>
    set({ cells: form.cells.includes(key) ? form.cells.filter((each) => each !== key) : [...form.cells, key] })
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by keys */}
      <section className="target-matrix-scroll" aria-label="Matrix of further targets" tabIndex={0}>
        <table className="target-matrix">
          <thead>
            <tr>
              <th scope="col">Architecture</th>
              {variants.map((variant) => (
                <th key={variant.key} scope="col">
                  {variantName(variant)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {architectureWords.map((architecture) => (
              <tr key={architecture}>
                <th scope="row">{architecture}</th>
                {variants.map((variant) => {
                  const key = cellKey(architecture, variant.key)
                  return (
                    <td key={key}>
                      {architecture === form.architecture && variant.key === 'same' ? (
                        <span className="chip">main</span>
                      ) : (
                        <Cell
                          at={ticked.indexOf(key)}
                          label={`${architecture}, ${variantName(variant)}`}
                          toggle={() => toggle(key)}
                        />
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {ticked.map((key, at) => (
        <FieldMistakes key={key} path={`alsoTest.${at}`} />
      ))}
    </>
  )
}

interface CellProps {
  /** Its place in the request; -1 while it is not ticked. */
  readonly at: number
  readonly label: string
  readonly toggle: () => void
}

function Cell({ at, label, toggle }: CellProps) {
  const { id, ...marks } = useFieldAttributes(`alsoTest.${at}`, false)
  return (
    <label className="cell">
      <input
        type="checkbox"
        aria-label={label}
        checked={at >= 0}
        onChange={toggle}
        {...(at >= 0 && { id, ...marks })}
      />
    </label>
  )
}

function variantName({ key, config, file, whole }: Variant): string {
  if (file) return `${whole ? '' : '+ '}${file.name || 'unnamed'}`
  return config ?? (key === 'same' ? 'as the main target' : key)
}
