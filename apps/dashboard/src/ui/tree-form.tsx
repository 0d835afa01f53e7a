import type { TreeStatus } from '@kbisect/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { KeyboardEvent } from 'react'
import { useState } from 'react'
import { send } from '../api/send.ts'
import { CommitUrlField } from './commit-url-field.tsx'
import { ExactInput } from './exact-input.tsx'
import { FormName, Mistakes, useFormMistakes } from './form-mistakes.ts'
import { MistakeSummary } from './mistake-summary.tsx'
import { NamedField } from './named-field.tsx'

const inputs = [
  { path: 'name', label: 'Name' },
  { path: 'url', label: 'URL' },
  { path: 'commitUrl', label: 'Commit link' },
]

/** Its fields are called as those of a form around it may be. */
const FORM = 'tree-'

/** Adds a tree. It may stand within another form, so it is none itself. */
export function TreeForm({ added }: { added: (tree: TreeStatus) => void }) {
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const [commitUrl, setCommitUrl] = useState('')
  const client = useQueryClient()
  const { mistakes, trouble, tell, forget, clear } = useFormMistakes(FORM)
  const add = useMutation({
    mutationFn: () => {
      const template = commitUrl.trim()
      const asked = { name: name.trim(), url: url.trim(), ...(template !== '' && { commitUrl: template }) }
      return send<TreeStatus>('POST', '/trees', asked)
    },
    onMutate: clear,
    onSuccess: async ({ body }) => {
      await client.invalidateQueries({ queryKey: ['trees'] })
      added(body)
    },
    onError: (error) => tell(error, inputs),
  })
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    add.mutate()
  }
  return (
    <FormName value={FORM}>
      <Mistakes value={mistakes}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the inputs within */}
        <div className="sub-form" onKeyDown={onEnter} onChange={(event) => forget((event.target as Element).id)}>
          <MistakeSummary mistakes={mistakes} trouble={trouble} inputs={inputs} />
          <div className="form-row">
            <NamedField path="name" label="Name" hint="Lower case, such as mainline.">
              {(attributes) => (
                <ExactInput {...attributes} value={name} onChange={(event) => setName(event.target.value)} />
              )}
            </NamedField>
            <NamedField path="url" label="URL" className="field-grow" hint="Where git fetches it from.">
              {(attributes) => (
                <ExactInput
                  {...attributes}
                  value={url}
                  placeholder="https://git.example.org/linux.git"
                  onChange={(event) => setUrl(event.target.value)}
                />
              )}
            </NamedField>
          </div>
          <CommitUrlField value={commitUrl} change={setCommitUrl} />
          <button type="button" className="button primary" disabled={add.isPending} onClick={() => add.mutate()}>
            {add.isPending ? 'Adding …' : 'Add tree'}
          </button>
        </div>
      </Mistakes>
    </FormName>
  )
}
