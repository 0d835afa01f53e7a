import type { Watch } from '@kbisect/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { ApiError } from '../../../api/problem.ts'
import { send } from '../../../api/send.ts'
import { Mistakes, useFormMistakes } from '../../../ui/form-mistakes.ts'
import { MistakeSummary } from '../../../ui/mistake-summary.tsx'
import { useDraft } from '../../../ui/use-draft.ts'
import { changeOfWatchForm, requestOfWatchForm, type WatchForm } from '../model/watch-form.ts'
import { missingOfWatch, namingBranches, watchInputs } from '../model/watch-inputs.ts'
import { RevisionCostPanel } from './revision-cost-panel.tsx'
import { ScheduleSection } from './schedule-section.tsx'
import { WatchBudgetSection } from './watch-budget-section.tsx'
import { WatchTargetsSection } from './watch-targets-section.tsx'
import { WatchTestsSection } from './watch-tests-section.tsx'
import { WatchedSection } from './watched-section.tsx'

/** The form of a watch. With an `id` it changes that watch, without it adds one. */
export function WatchFormView({ id, initial }: { id?: string; initial: WatchForm }) {
  const { form, set, restored, reset, discard } = useDraft(`watch ${id ?? 'new'}`, initial)
  const { mistakes, trouble, tell, forget, clear } = useFormMistakes()
  const client = useQueryClient()
  const navigate = useNavigate()
  const inputs = watchInputs(form)
  const save = useMutation({
    mutationFn: () =>
      id === undefined
        ? send<Watch>('POST', '/watches', requestOfWatchForm(form))
        : send<Watch>('PATCH', `/watches/${id}`, changeOfWatchForm(form)),
    onSuccess: async ({ body }) => {
      discard()
      await client.invalidateQueries({ queryKey: ['watches'] })
      await navigate({ to: '/watches/$id', params: { id: body.id } })
    },
    onError: (error) => {
      const errors = error instanceof ApiError ? error.problem?.errors : undefined
      tell(errors && errors.length > 0 ? namingBranches(errors, form) : error, inputs)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (save.isPending) return
    clear()
    const missing = missingOfWatch(form)
    if (missing) tell(missing, inputs)
    else save.mutate()
  }
  const startOver = () => {
    clear()
    reset()
  }
  const action = id === undefined ? 'Add watch' : 'Save changes'
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
          <WatchedSection form={form} set={set} isNew={id === undefined} />
          <WatchTargetsSection form={form} set={set} />
          <WatchTestsSection form={form} set={set} />
          <ScheduleSection form={form} set={set} />
          <WatchBudgetSection form={form} set={set} />
        </div>
        <div className="new-side">
          <RevisionCostPanel form={form} />
          <button type="submit" className="button primary start" disabled={save.isPending}>
            {save.isPending ? 'Saving …' : action}
          </button>
        </div>
      </form>
    </Mistakes>
  )
}
