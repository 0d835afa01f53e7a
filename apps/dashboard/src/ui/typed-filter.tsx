import { useEffect, useState } from 'react'

/** Typing pauses this long before the URL, and so the list, follows. */
const typingMilliseconds = 250

interface TypedFilterProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly set: (value: string) => void
}

/** A filter that is typed. */
export function TypedFilter({ label, placeholder, value, set }: TypedFilterProps) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => set(typed), typingMilliseconds)
    return () => clearTimeout(timer)
  })
  return (
    <label className="field field-text">
      <span className="field-label">{label}</span>
      <input
        type="search"
        value={typed}
        placeholder={placeholder}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  )
}
