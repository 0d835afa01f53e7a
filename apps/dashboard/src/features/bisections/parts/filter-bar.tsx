import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { treeStatusesQuery } from '../../../api/tree-queries.ts'
import type { ListFilters } from '../../../model/filters.ts'
import {
  architectureWords,
  isFiltered,
  outcomeWords,
  parseFilters,
  sortWords,
  stateWords,
  testWords,
} from '../../../model/filters.ts'
import { ChoiceFilter } from '../../../ui/choice-filter.tsx'
import { TypedFilter } from '../../../ui/typed-filter.tsx'

/** Filters and order of the list. They live in the URL, so that a link shows the same list. */
export function FilterBar({ filters }: { filters: ListFilters }) {
  const navigate = useNavigate()
  const { data: trees = [] } = useQuery(treeStatusesQuery)
  // On a phone they would fill the screen; one that is set must be seen.
  const [open, setOpen] = useState(Object.keys(filters).length > 0)
  const show = (next: ListFilters) =>
    void navigate({ to: '/bisections', search: next, replace: true, resetScroll: false })
  const set = (name: keyof ListFilters, value: string) => show(parseFilters({ ...filters, [name]: value }))
  const choice = (name: keyof ListFilters, label: string, words: readonly string[]) => (
    <ChoiceFilter label={label} words={words} value={filters[name] ?? ''} set={(value) => set(name, value)} />
  )
  const typed = (name: keyof ListFilters, label: string, example: string) => (
    <TypedFilter label={label} placeholder={example} value={filters[name] ?? ''} set={(text) => set(name, text)} />
  )
  return (
    <search className={open ? 'filters' : 'filters filters-closed'}>
      {typed('text', 'Text', 'title, ref, hash')}
      {choice('state', 'State', stateWords)}
      <button type="button" className="button filters-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Fewer filters' : 'More filters and order'}
      </button>
      {choice('outcome', 'Outcome', outcomeWords)}
      {choice(
        'tree',
        'Tree',
        trees.map((tree) => tree.name),
      )}
      {typed('branch', 'Branch', 'for-next')}
      {choice('architecture', 'Architecture', architectureWords)}
      {typed('config', 'Config', 'defconfig+kasan')}
      {choice('test', 'Test', testWords)}
      {typed('author', 'Author of the culprit', 'name or address')}
      <label className="field">
        <span className="field-label">Order</span>
        <select value={filters.sort ?? '-createdAt'} onChange={(event) => set('sort', event.target.value)}>
          {Object.entries(sortWords).map(([sort, words]) => (
            <option key={sort} value={sort}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="button quiet"
        disabled={!isFiltered(filters)}
        onClick={() => show(filters.sort ? { sort: filters.sort } : {})}
      >
        Clear filters
      </button>
    </search>
  )
}
