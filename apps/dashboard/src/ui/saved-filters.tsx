import { useId, useState } from 'react'
import { readSaved, type SavedFilter, withSaved, writeSaved } from '../model/saved-filters.ts'

interface SavedFiltersProps {
  /** Which list they are for. */
  readonly list: string
  /** The filters that the address has now. */
  readonly current: Readonly<Record<string, string | undefined>>
  readonly show: (search: Readonly<Record<string, string>>) => void
}

/** Filters that the reader saved under names, in this browser; and a way to save those of now. */
export function SavedFilters({ list, current, show }: SavedFiltersProps) {
  const key = `kbisect-filters ${list}`
  const [all, setAll] = useState(() => readSaved(localStorage.getItem(key)))
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const field = useId()
  const search = Object.fromEntries(Object.entries(current).filter((entry): entry is [string, string] => !!entry[1]))
  const isFiltered = Object.keys(search).length > 0
  const store = (next: SavedFilter[]) => {
    setAll(next)
    localStorage.setItem(key, writeSaved(next))
  }
  if (all.length === 0 && !isFiltered) return null
  return (
    <div className="saved-filters">
      {all.length > 0 && (
        <ul className="saved-list" aria-label="Saved filters">
          {all.map((one) => (
            <li key={one.name}>
              <button type="button" className="button" onClick={() => show(one.search)}>
                {one.name}
              </button>
              <button
                type="button"
                className="button quiet"
                aria-label={`Delete the saved filter ${one.name}`}
                onClick={() => store(all.filter((each) => each !== one))}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      {isFiltered && !naming && (
        <button type="button" className="button quiet" onClick={() => setNaming(true)}>
          Save these filters
        </button>
      )}
      {naming && (
        <form
          className="saved-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() === '') return
            store(withSaved(all, { name: name.trim(), search }))
            setNaming(false)
            setName('')
          }}
        >
          <label htmlFor={field}>Name of the filter</label>
          <input id={field} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
          <button type="submit" className="button primary">
            Save
          </button>
          <button type="button" className="button quiet" onClick={() => setNaming(false)}>
            Cancel
          </button>
        </form>
      )}
    </div>
  )
}
