interface ToggleProps {
  readonly label: string
  readonly letter: string
  readonly on: boolean
  readonly set: (on: boolean) => void
}

/** A tool that is on or off, with the key that does the same. */
export function Toggle({ label, letter, on, set }: ToggleProps) {
  return (
    <button type="button" className="button" aria-pressed={on} onClick={() => set(!on)} title={`Key: ${letter}`}>
      {label}
    </button>
  )
}
