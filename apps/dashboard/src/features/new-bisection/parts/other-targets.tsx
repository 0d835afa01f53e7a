import { type FurtherTargetRequest, guestParts, targetWords } from '@kbisect/contracts'
import type { SectionProps } from './section-props.ts'

/** Targets of a request that was taken over and that the matrix has no cell for. */
export function OtherTargets({ form, set }: SectionProps) {
  if (form.others.length === 0) return null
  return (
    <ul className="other-targets" aria-label="Targets beside the matrix">
      {form.others.map((target) => (
        <li key={JSON.stringify(target)}>
          <span className="break">{requestWords(target)}</span>
          <button
            type="button"
            className="button quiet"
            aria-label={`Remove ${requestWords(target)}`}
            onClick={() => set({ others: form.others.filter((each) => each !== target) })}
          >
            Remove
          </button>
        </li>
      ))}
    </ul>
  )
}

function requestWords({
  name,
  architecture,
  config,
  fragments = [],
  toolchain,
  cmdline,
  guest,
}: FurtherTargetRequest): string {
  const parts = [
    targetWords({ name: name ?? architecture, architecture }),
    config && (typeof config === 'string' ? config : config.name),
    ...fragments.map((fragment) => `+ ${fragment.name}`),
    toolchain,
    cmdline,
    ...guestParts(guest),
  ]
  return parts.filter(Boolean).join(', ')
}
