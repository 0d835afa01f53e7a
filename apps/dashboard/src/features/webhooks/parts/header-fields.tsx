import { randomKey } from '../../../model/random-key.ts'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { FieldGroup } from '../../../ui/named-field.tsx'
import type { WebhookForm } from '../model/webhook-form.ts'

interface HeaderFieldsProps {
  readonly form: WebhookForm
  readonly set: (patch: Partial<WebhookForm>) => void
}

/**
 * What is sent along with each message. The values of headers that are set are never shown: all are
 * kept, or all are replaced.
 */
export function HeaderFields({ form: { headers }, set }: HeaderFieldsProps) {
  if (headers === undefined) {
    return (
      <FieldGroup
        path="headers"
        label="Headers"
        hint="Those that are set stay as they are; their values are never shown."
      >
        <button type="button" className="button" onClick={() => set({ headers: [] })}>
          Replace them all
        </button>
      </FieldGroup>
    )
  }
  return (
    <FieldGroup
      path="headers"
      label="Headers"
      hint="Sent with each message, such as Authorization for an issue tracker."
    >
      {headers.map((header, at) => {
        const change = (patch: Partial<typeof header>) =>
          set({ headers: headers.map((each) => (each === header ? { ...each, ...patch } : each)) })
        return (
          <div key={header.key} className="header-row">
            <ExactInput
              aria-label={`Name of header ${at + 1}`}
              placeholder="Authorization"
              value={header.name}
              onChange={(event) => change({ name: event.target.value })}
            />
            <ExactInput
              aria-label={`Value of header ${at + 1}`}
              placeholder="Bearer …"
              value={header.value}
              onChange={(event) => change({ value: event.target.value })}
            />
            <button
              type="button"
              className="button quiet"
              aria-label={`Remove header ${at + 1}`}
              onClick={() => set({ headers: headers.filter((each) => each !== header) })}
            >
              Remove
            </button>
          </div>
        )
      })}
      <button
        type="button"
        className="button"
        disabled={headers.length >= 10}
        onClick={() => set({ headers: [...headers, { key: randomKey(), name: '', value: '' }] })}
      >
        Add a header
      </button>
    </FieldGroup>
  )
}
