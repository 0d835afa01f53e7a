interface ChecksOfProps<T extends string> {
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly chosen: readonly T[]
  readonly choose: (chosen: readonly T[]) => void
}

/** Any of a few. */
export function ChecksOf<T extends string>({ options, chosen, choose }: ChecksOfProps<T>) {
  return (
    <div className="ticks">
      {options.map(({ value, label }) => (
        <label key={value} className="check-line">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) =>
              choose(
                // In the order of the options, however they are ticked.
                options
                  .map((option) => option.value)
                  .filter((each) => (each === value ? event.target.checked : chosen.includes(each))),
              )
            }
          />
          {label}
        </label>
      ))}
    </div>
  )
}
