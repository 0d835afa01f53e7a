import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { Mistakes, useFormMistakes } from '../../../ui/form-mistakes.ts'
import { MistakeSummary } from '../../../ui/mistake-summary.tsx'
import type { WebhookForm } from '../model/webhook-form.ts'
import { webhookInputs } from '../model/webhook-form.ts'
import { WebhookFields } from './webhook-fields.tsx'

interface WebhookEditorProps {
  readonly label: string
  readonly initial: WebhookForm
  readonly save: (form: WebhookForm) => Promise<void>
  readonly close: () => void
}

/** The form of a webhook, new or known. */
export function WebhookEditor({ label, initial, save, close }: WebhookEditorProps) {
  const [form, setForm] = useState(initial)
  const { mistakes, trouble, tell, forget, clear } = useFormMistakes()
  const saving = useMutation({
    mutationFn: () => save(form),
    onMutate: clear,
    onError: (error) => tell(error, webhookInputs),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (form.types.length === 0)
      tell([{ field: 'types', message: 'is empty', hint: 'tick at least one' }], webhookInputs)
    else saving.mutate()
  }
  return (
    <Mistakes value={mistakes}>
      <form
        className="panel stack"
        noValidate
        aria-label={label}
        onSubmit={submit}
        onChange={(event) => forget((event.target as Element).id)}
      >
        <MistakeSummary mistakes={mistakes} trouble={trouble} inputs={webhookInputs} />
        <WebhookFields form={form} set={(patch) => setForm((old) => ({ ...old, ...patch }))} />
        <div className="actions">
          <button type="submit" className="button primary" disabled={saving.isPending}>
            {saving.isPending ? 'Saving …' : 'Save'}
          </button>
          <button type="button" className="button" onClick={close}>
            Close without saving
          </button>
        </div>
      </form>
    </Mistakes>
  )
}
