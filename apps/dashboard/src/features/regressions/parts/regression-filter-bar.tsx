import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { treeStatusesQuery } from '../../../api/tree-queries.ts'
import { architectureWords } from '../../../model/filters.ts'
import { ChoiceFilter } from '../../../ui/choice-filter.tsx'
import { TypedFilter } from '../../../ui/typed-filter.tsx'
import type { RegressionFilters } from '../model/regression-filters.ts'
import { parseRegressionFilters, regressionStateWords } from '../model/regression-filters.ts'

/** Filters of the regressions. They live in the URL, so that a link shows the same list. */
export function RegressionFilterBar({ filters }: { filters: RegressionFilters }) {
  const navigate = useNavigate()
  const { data: trees = [] } = useQuery(treeStatusesQuery)
  const set = (name: keyof RegressionFilters, value: string) =>
    void navigate({
      to: '/regressions',
      search: parseRegressionFilters({ ...filters, [name]: value }),
      replace: true,
      resetScroll: false,
    })
  const choice = (name: keyof RegressionFilters, label: string, words: readonly string[]) => (
    <ChoiceFilter label={label} words={words} value={filters[name] ?? ''} set={(value) => set(name, value)} />
  )
  return (
    <search className="filters regression-filters">
      <TypedFilter
        label="Text"
        placeholder="failure, culprit, hash"
        value={filters.text ?? ''}
        set={(text) => set('text', text)}
      />
      {choice('state', 'State', regressionStateWords)}
      {choice(
        'tree',
        'Tree',
        trees.map((tree) => tree.name),
      )}
      {choice('architecture', 'Architecture', architectureWords)}
      <button
        type="button"
        className="button quiet"
        disabled={Object.keys(filters).length === 0}
        onClick={() => void navigate({ to: '/regressions', search: {}, replace: true })}
      >
        Clear filters
      </button>
    </search>
  )
}
