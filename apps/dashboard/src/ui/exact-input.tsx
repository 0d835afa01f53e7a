import type { ComponentProps } from 'react'

/**
 * A line that is meant as it is typed, such as a name, a path or an option: the browser neither
 * completes nor underlines it.
 */
export function ExactInput(props: ComponentProps<'input'>) {
  return <input autoComplete="off" spellCheck={false} {...props} />
}
