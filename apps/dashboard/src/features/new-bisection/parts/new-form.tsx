import type { Bisection } from '@kbisect/contracts'
import { useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { formInputs } from '../../../model/form-inputs.ts'
import type { NewBisection } from '../../../model/new-bisection.ts'
import { Mistakes, useFormMistakes } from '../../../ui/form-mistakes.ts'
import { MistakeSummary } from '../../../ui/mistake-summary.tsx'
import { useDraft } from '../../../ui/use-draft.ts'
import { useSubmission } from '../hooks/use-submission.ts'
import { requestOfForm } from '../model/form-to-request.ts'
import { missingBoundaries } from '../model/missing-boundaries.ts'
import { CommandPanel } from './command-panel.tsx'
import { FailureSection } from './failure-section.tsx'
import { FurtherTargetsSection } from './further-targets-section.tsx'
import { KnownNotice } from './known-notice.tsx'
import { MoreSection } from './more-section.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { RangeSection } from './range-section.tsx'
import { TargetSection } from './target-section.tsx'
import { TestSection } from './test-section.tsx'

/** The form of a new bisection. `draft` names what it began with, `initial` is that. */
export function NewForm({ draft, initial }: { draft: string; initial: NewBisection }) {
  const { form, set: change, restored, reset, discard } = useDraft(draft, initial)
  const [known, setKnown] = useState<Bisection>()
  const navigate = useNavigate()
  const { mistakes, trouble, tell, forget, clear } = useFormMistakes()
  const inputs = formInputs(form)
  const request = requestOfForm(form)
  const submission = useSubmission({
    onStarted: ({ id }) => {
      discard()
      void navigate({ to: '/bisections/$id', params: { id } })
    },
    onKnown: setKnown,
    onError: (error) => tell(error, inputs),
  })
  const set = (patch: Partial<NewBisection>) => {
    setKnown(undefined)
    change(patch)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (submission.isPending) return
    clear()
    setKnown(undefined)
    const missing = missingBoundaries(request)
    if (missing) tell(missing, inputs)
    else submission.mutate(request)
  }
  const startOver = () => {
    clear()
    setKnown(undefined)
    reset()
  }
  return (
    <Mistakes value={mistakes}>
      <form
        className="new-form"
        noValidate
        onSubmit={submit}
        onChange={(event) => forget((event.target as Element).id)}
      >
        <div className="new-main">
          <MistakeSummary mistakes={mistakes} trouble={trouble} inputs={inputs} />
          {restored && (
            <p className="restored">
              What you had typed is here again.{' '}
              <button type="button" className="link" onClick={startOver}>
                Start over
              </button>
            </p>
          )}
          <RangeSection form={form} set={set} />
          <TargetSection form={form} set={set} />
          <TestSection form={form} set={set} />
          <FurtherTargetsSection form={form} set={set} />
          <FailureSection form={form} set={set} />
          <MoreSection form={form} set={set} />
        </div>
        <div className="new-side">
          <PreviewPanel request={request} inputs={inputs} />
          {known && (
            <KnownNotice
              bisection={known}
              busy={submission.isPending}
              startAnew={() => submission.mutate({ ...request, attach: false })}
            />
          )}
          <button type="submit" className="button primary start" disabled={submission.isPending}>
            {submission.isPending ? 'Starting …' : 'Start the bisection'}
          </button>
          <CommandPanel request={request} />
        </div>
      </form>
    </Mistakes>
  )
}
