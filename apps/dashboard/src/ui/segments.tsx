interface SegmentsProps<T extends string> {
  readonly name: string
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly chosen: T
  readonly choose: (value: T) => void
}

/** One of a few, side by side. */
export function Segments<T extends string>({ name, options, chosen, choose }: SegmentsProps<T>) {
  return (
    <div className="segments">
      {options.map(({ value, label }) => (
        <label key={value} className="segment">
          <input type="radio" name={name} checked={value === chosen} onChange={() => choose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  )
}
