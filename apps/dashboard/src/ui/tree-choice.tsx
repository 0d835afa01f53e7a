import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { treeStatusesQuery } from '../api/tree-queries.ts'
import { NamedField } from './named-field.tsx'
import { TreeForm } from './tree-form.tsx'
import { useMay } from './use-session.ts'

/** Which tree; an admin can add one here. */
export function TreeChoice({ tree, choose }: { tree: string; choose: (name: string) => void }) {
  const { data: trees = [] } = useQuery(treeStatusesQuery)
  const [adding, setAdding] = useState(false)
  const mayAdd = useMay('admin')
  const chosen = trees.find(({ name }) => name === tree)
  const names = trees.map(({ name }) => name)
  return (
    <>
      <NamedField
        path="tree"
        label="Tree"
        className="field-half"
        hint={
          chosen?.fetching ? 'It is being fetched: its branches can be chosen when that is done.' : (chosen?.url ?? ' ')
        }
      >
        {(attributes) => (
          <div className="with-button">
            <select {...attributes} value={tree} onChange={(event) => choose(event.target.value)}>
              <option value="">choose one</option>
              {(names.includes(tree) || tree === '' ? names : [...names, tree]).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            {mayAdd && (
              <button type="button" className="button" aria-expanded={adding} onClick={() => setAdding(!adding)}>
                Add a tree
              </button>
            )}
          </div>
        )}
      </NamedField>
      {adding && (
        <TreeForm
          added={({ name }) => {
            setAdding(false)
            choose(name)
          }}
        />
      )}
    </>
  )
}
