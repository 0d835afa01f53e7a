import { architectureWords, outcomeWords } from '../../../model/filters.ts'
import { ChecksOf } from '../../../ui/checks-of.tsx'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { formatTexts, formatWords, typeTexts, typeWords } from '../model/format-webhook.ts'
import type { WebhookForm } from '../model/webhook-form.ts'
import { withFormat } from '../model/webhook-form.ts'
import { HeaderFields } from './header-fields.tsx'

interface WebhookFieldsProps {
  readonly form: WebhookForm
  readonly set: (patch: Partial<WebhookForm>) => void
}

const lists = [
  { name: 'trees', label: 'Trees', hint: 'mainline, next', placeholder: 'any' },
  { name: 'branches', label: 'Branches', hint: '* stands for anything: for-*', placeholder: 'any' },
  { name: 'paths', label: 'Files of the culprit', hint: 'mm/**, drivers/gpu/drm/*.c', placeholder: 'any' },
  { name: 'authors', label: 'Authors of the culprit', hint: 'part of a name or address', placeholder: 'any' },
] as const

/** Everything that can be said of a webhook. */
export function WebhookFields({ form, set }: WebhookFieldsProps) {
  return (
    <>
      <div className="form-row">
        <NamedField
          path="url"
          label="URL"
          className="field-grow"
          hint={form.origin !== undefined && 'Empty: it stays as it is.'}
        >
          {(attributes) => (
            <ExactInput
              {...attributes}
              type="url"
              value={form.url}
              placeholder={form.origin === undefined ? 'https://hooks.example.org/kbisect' : `${form.origin}/…`}
              onChange={(event) => set({ url: event.target.value })}
            />
          )}
        </NamedField>
        <NamedField path="description" label="Description">
          {(attributes) => (
            <input
              {...attributes}
              value={form.description}
              autoComplete="off"
              onChange={(event) => set({ description: event.target.value })}
            />
          )}
        </NamedField>
        <NamedField path="format" label="Format">
          {(attributes) => (
            <select
              {...attributes}
              value={form.format}
              onChange={(event) =>
                set(withFormat(form, formatWords.find((word) => word === event.target.value) ?? 'standard'))
              }
            >
              {formatWords.map((format) => (
                <option key={format} value={format}>
                  {formatTexts[format]}
                </option>
              ))}
            </select>
          )}
        </NamedField>
      </div>
      <FieldGroup path="types" label="Message types">
        <ChecksOf
          options={typeWords.map((value) => ({ value, label: typeTexts[value] }))}
          chosen={form.types}
          choose={(types) => set({ types })}
        />
      </FieldGroup>
      <div className="sub-form">
        <p className="muted">
          Only of what fits all of these; left empty, of everything. Several words: with commas, or one a line.
        </p>
        <div className="form-row filters-row">
          {lists.map(({ name, label, hint, placeholder }) => (
            <NamedField key={name} path={`filters.${name}`} label={label} hint={hint}>
              {(attributes) => (
                <textarea
                  {...attributes}
                  rows={2}
                  value={form[name]}
                  spellCheck={false}
                  placeholder={placeholder}
                  onChange={(event) => set({ [name]: event.target.value })}
                />
              )}
            </NamedField>
          ))}
        </div>
        <div className="form-row">
          <FieldGroup path="filters.architectures" label="Architectures">
            <ChecksOf
              options={architectureWords.map((value) => ({ value, label: value }))}
              chosen={form.architectures}
              choose={(architectures) => set({ architectures })}
            />
          </FieldGroup>
          <FieldGroup path="filters.outcomes" label="Outcomes">
            <ChecksOf
              options={outcomeWords.map((value) => ({ value, label: value }))}
              chosen={form.outcomes}
              choose={(outcomes) => set({ outcomes })}
            />
          </FieldGroup>
        </div>
      </div>
      <HeaderFields form={form} set={set} />
      <div className="named-field">
        <label className="check-line">
          <input
            type="checkbox"
            checked={form.githubSignature}
            onChange={(event) => set({ githubSignature: event.target.checked })}
          />
          Sign with <code>X-Hub-Signature-256</code> too, for receivers that know GitHub’s alone
        </label>
      </div>
    </>
  )
}
