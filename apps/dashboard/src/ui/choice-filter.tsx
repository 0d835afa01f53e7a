interface ChoiceFilterProps {
  readonly label: string
  readonly words: readonly string[]
  /** Empty: any. */
  readonly value: string
  readonly set: (value: string) => void
}

/** A filter that is one of several words, or any. What an old link chose stays among them. */
export function ChoiceFilter({ label, words, value, set }: ChoiceFilterProps) {
  const choices = value && !words.includes(value) ? [...words, value] : words
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select value={value} onChange={(event) => set(event.target.value)}>
        <option value="">any</option>
        {choices.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </select>
    </label>
  )
}
