import { useQuery } from '@tanstack/react-query'
import { refsQuery } from '../../../api/tree-queries.ts'
import { NamedField } from '../../../ui/named-field.tsx'
import { Ago } from '../../../ui/time.tsx'
import { useDebounced } from '../hooks/use-debounced.ts'
import { Combobox } from './combobox.tsx'
import { ResolvedRef } from './resolved-ref.tsx'

const typingMilliseconds = 150

interface RefFieldProps {
  readonly path: string
  readonly label: string
  readonly tree: string
  readonly value: string
  readonly change: (value: string) => void
  readonly placeholder: string
}

/** A commit by any name; branches and tags are completed, and what it names is shown beneath. */
export function RefField({ path, label, tree, value, change, placeholder }: RefFieldProps) {
  const text = useDebounced(value.trim(), typingMilliseconds)
  const { data: refs = [], isFetching } = useQuery({
    ...refsQuery(tree, text),
    enabled: tree !== '',
    placeholderData: (previous) => previous,
  })
  return (
    <NamedField path={path} label={label} hint={<ResolvedRef tree={tree} typed={value.trim()} />}>
      {(attributes) => (
        <Combobox
          attributes={attributes}
          value={value}
          change={change}
          placeholder={placeholder}
          busy={isFetching || text !== value.trim()}
          options={refs.map(({ name, kind, committedAt }) => ({
            value: name,
            row: (
              <>
                <span className="option-name">{name}</span>
                <span className="option-more">
                  {kind} · <Ago at={committedAt} />
                </span>
              </>
            ),
          }))}
        />
      )}
    </NamedField>
  )
}
