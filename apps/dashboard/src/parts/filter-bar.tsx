import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { treesQuery } from '../api/queries.ts'
import type { ListFilters } from '../model/filters.ts'
import { architectureWords, outcomeWords, parseFilters, stateWords, testWords } from '../model/filters.ts'

/** Typing pauses this long before the URL, and so the list, follows. */
const typingMilliseconds = 250

/** Filters of the list. They live in the URL, so that a link shows the same list. */
export function FilterBar({ filters }: { filters: ListFilters }) {
  const navigate = useNavigate()
  const { data: trees = [] } = useQuery(treesQuery)
  const set = (name: keyof ListFilters, value: string) =>
    void navigate({ to: '/', search: parseFilters({ ...filters, [name]: value }), replace: true, resetScroll: false })
  const active = Object.keys(filters).length > 0
  const choice = (name: keyof ListFilters, label: string, words: readonly string[]) => (
    <label className="field">
      <span className="field-label">{label}</span>
      <select value={filters[name] ?? ''} onChange={(event) => set(name, event.target.value)}>
        <option value="">any</option>
        {words.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </select>
    </label>
  )
  return (
    <search className="filters">
      <TextFilter text={filters.text ?? ''} set={(text) => set('text', text)} />
      {choice('state', 'State', stateWords)}
      {choice('outcome', 'Outcome', outcomeWords)}
      {choice('architecture', 'Architecture', architectureWords)}
      {choice('test', 'Test', testWords)}
      {choice(
        'tree',
        'Tree',
        withChosen(
          trees.map((tree) => tree.name),
          filters.tree,
        ),
      )}
      <button
        type="button"
        className="button quiet"
        disabled={!active}
        onClick={() => void navigate({ to: '/', search: {}, replace: true })}
      >
        Clear
      </button>
    </search>
  )
}

/** A tree from an old link stays visible in the list of choices. */
const withChosen = (names: readonly string[], chosen: string | undefined) =>
  chosen && !names.includes(chosen) ? [...names, chosen] : names

function TextFilter({ text, set }: { text: string; set: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => set(typed), typingMilliseconds)
    return () => clearTimeout(timer)
  })
  return (
    <label className="field field-text">
      <span className="field-label">Text</span>
      <input
        type="search"
        value={typed}
        placeholder="title, ref, hash"
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  )
}
