import { useContext } from 'react'
import type { Mistake } from '../model/field-paths.ts'
import { fieldId } from '../model/field-paths.ts'
import type { FormInput } from '../model/form-inputs.ts'
import { FormName, focusField } from './form-mistakes.ts'

interface MistakeSummaryProps {
  readonly mistakes: readonly Mistake[]
  readonly trouble: string | undefined
  readonly inputs: readonly FormInput[]
}

/** All that is wrong with a form, at its top, each leading to its input. */
export function MistakeSummary({ mistakes, trouble, inputs }: MistakeSummaryProps) {
  return (
    <div role="alert">
      {trouble !== undefined && (
        <div className="notice failure">
          <p className="notice-title">It was not accepted</p>
          <p>{trouble}</p>
        </div>
      )}
      {mistakes.length > 0 && (
        <div className="notice failure">
          <p className="notice-title">
            {mistakes.length === 1 ? 'Please fix 1 error.' : `Please fix ${mistakes.length} errors.`}
          </p>
          <MistakeList mistakes={mistakes} inputs={inputs} />
        </div>
      )}
    </div>
  )
}

export function MistakeList({ mistakes, inputs }: Omit<MistakeSummaryProps, 'trouble'>) {
  const form = useContext(FormName)
  return (
    <ul className="mistakes">
      {mistakes.map(({ field, input, message }) => (
        <li key={`${field} ${message}`}>
          {input === undefined ? (
            <code>{field}</code>
          ) : (
            <a
              href={`#${fieldId(input, form)}`}
              onClick={(event) => {
                event.preventDefault()
                focusField(input, form)
              }}
            >
              {inputs.find(({ path }) => path === input)?.label ?? field}
            </a>
          )}
          : {message}
        </li>
      ))}
    </ul>
  )
}
