import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

/** Two commits to compare, whole or by their first digits. */
export function RevisionsForm({ id, a, b }: { id: string; a: string; b: string }) {
  const [first, setFirst] = useState(a)
  const [second, setSecond] = useState(b)
  const navigate = useNavigate()
  return (
    <form
      className="panel form-row revisions-form"
      onSubmit={(event) => {
        event.preventDefault()
        const search = { a: first.trim().toLowerCase(), b: second.trim().toLowerCase() }
        void navigate({ to: '/watches/$id/compare', params: { id }, search })
      }}
    >
      <Commit name="first" label="First commit" value={first} change={setFirst} />
      <Commit name="second" label="Second commit" value={second} change={setSecond} />
      <button type="submit" className="button" disabled={first.trim() === '' || second.trim() === ''}>
        Compare
      </button>
    </form>
  )
}

interface CommitProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly change: (value: string) => void
}

function Commit({ name, label, value, change }: CommitProps) {
  return (
    <div className="named-field">
      <label htmlFor={`revision-${name}`}>{label}</label>
      <input
        id={`revision-${name}`}
        value={value}
        maxLength={64}
        spellCheck={false}
        autoComplete="off"
        placeholder="4 digits or more"
        onChange={({ target }) => change(target.value)}
      />
    </div>
  )
}
