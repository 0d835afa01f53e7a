import { commitPage, type TreeChange, type TreeStatus } from '@kbisect/contracts'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { CommitUrlField } from '../../../ui/commit-url-field.tsx'
import { Mistakes } from '../../../ui/form-mistakes.ts'
import { MistakeSummary } from '../../../ui/mistake-summary.tsx'
import { useMay } from '../../../ui/use-session.ts'
import { useStoreTree } from '../hooks/use-store-tree.ts'

const inputs = [{ path: 'commitUrl', label: 'Commit link' }]

/** How the commits of a tree are linked, and for an admin the form that changes it. */
export function CommitUrlPanel({ tree }: { tree: TreeStatus }) {
  const mayChange = useMay('admin')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <section className="panel stack" aria-labelledby="commit-url-title">
      <h2 id="commit-url-title">Commit links</h2>
      <p role="status" className="break">
        {tree.commitUrl && (
          <>
            Pages, reports and messages link commits to <code>{tree.commitUrl}</code>
          </>
        )}
        {!tree.commitUrl && (hostIsKnown(tree) ? byHost : without)}
      </p>
      {mayChange && (
        <div className="actions">
          <button type="button" className="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'Close' : 'Change commit link'}
          </button>
        </div>
      )}
      {mayChange && isOpen && <CommitUrlForm tree={tree} stored={() => setIsOpen(false)} />}
    </section>
  )
}

const byHost = 'Pages, reports and messages link commits on the host of the tree.'
const without =
  'Commits are not linked: the pages of this host are not known. A commit link template links them on pages, in reports and in messages.'

const hostIsKnown = ({ url }: TreeStatus): boolean => commitPage({ url }, '0'.repeat(40)) !== undefined

function CommitUrlForm({ tree, stored }: { tree: TreeStatus; stored: () => void }) {
  const [template, setTemplate] = useState(tree.commitUrl ?? '')
  const path = `/trees/${encodeURIComponent(tree.name)}`
  const { store, mistakes, trouble, forget } = useStoreTree<TreeChange>('PATCH', path, inputs, stored)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const text = template.trim()
    store.mutate({ commitUrl: text === '' ? null : text })
  }
  return (
    <Mistakes value={mistakes}>
      <form
        className="stack"
        noValidate
        aria-label="Commit link of the tree"
        onSubmit={submit}
        onChange={(event) => forget((event.target as Element).id)}
      >
        <MistakeSummary mistakes={mistakes} trouble={trouble} inputs={inputs} />
        <CommitUrlField value={template} change={setTemplate} />
        <button type="submit" className="button primary" disabled={store.isPending}>
          {store.isPending ? 'Storing …' : 'Store commit link'}
        </button>
      </form>
    </Mistakes>
  )
}
