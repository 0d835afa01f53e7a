import type { KeyboardEvent, ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { count } from '../../../model/headline.ts'
import { ExactInput } from '../../../ui/exact-input.tsx'
import type { FieldAttributes } from '../../../ui/named-field.tsx'

export interface Option {
  readonly value: string
  readonly row: ReactNode
}

interface ComboboxProps {
  readonly attributes: FieldAttributes
  readonly value: string
  readonly change: (value: string) => void
  readonly options: readonly Option[]
  /** The options are not yet those of what is typed. */
  readonly busy: boolean
  readonly placeholder?: string
}

/**
 * A text with suggestions, as the ARIA pattern has it: the focus stays in the text, arrows walk,
 * Enter takes, Escape closes.
 */
export function Combobox({ attributes, value, change, options, busy, placeholder }: ComboboxProps) {
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const list = useRef<HTMLDivElement>(null)
  const shown = open && options.length > 0
  const current = shown ? options[active] : undefined
  const optionId = (at: number) => `${attributes.id}-option-${at}`

  useEffect(() => {
    if (current) list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [current])

  const show = (at: number) => {
    setOpen(true)
    setActive(at)
  }
  const close = () => {
    setOpen(false)
    setActive(-1)
  }
  const take = (option: Option) => {
    change(option.value)
    close()
  }
  const walk = (step: 1 | -1) => {
    if (!shown) show(step === 1 ? 0 : options.length - 1)
    else setActive((at) => (at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length))
  }
  const action = (key: string, alt: boolean): (() => void) | undefined => {
    if (key === 'ArrowDown') return alt ? () => show(-1) : () => walk(1)
    if (key === 'ArrowUp') return alt ? close : () => walk(-1)
    if (key === 'Enter' && shown) return () => (current ? take(current) : close())
    return key === 'Escape' && shown ? close : undefined
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const act = action(event.key, event.altKey)
    if (!act) return
    event.preventDefault()
    act()
  }
  return (
    <div className="combobox">
      <ExactInput
        {...attributes}
        role="combobox"
        aria-expanded={shown}
        aria-controls={`${attributes.id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current ? optionId(active) : undefined}
        value={value}
        placeholder={placeholder}
        onChange={(event) => {
          change(event.target.value)
          show(-1)
        }}
        onClick={() => show(-1)}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <div ref={list} id={`${attributes.id}-list`} role="listbox" aria-label="Suggestions" hidden={!shown}>
        {options.map((option, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the keys are those of the text, which keeps the focus
          <div
            key={option.value}
            id={optionId(at)}
            role="option"
            aria-selected={at === active}
            className="option"
            // Not to take the focus from the text.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(option)}
          >
            {option.row}
          </div>
        ))}
      </div>
      <span className="sr-only" role="status">
        {open && !busy && (options.length > 0 ? count(options.length, 'suggestion') : 'No suggestions')}
      </span>
    </div>
  )
}
