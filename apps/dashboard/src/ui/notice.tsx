import type { ReactNode } from 'react'
import { ApiError } from '../api/problem.ts'

/** Nothing to show, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="notice">
      <p className="notice-title">{title}</p>
      {children}
    </div>
  )
}

/** What went wrong, in the server's words where it has some, and a way to try again. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const hint = error instanceof ApiError ? error.problem?.hint : undefined
  const fields = error instanceof ApiError ? (error.problem?.errors ?? []) : []
  return (
    <div className="notice failure" role="alert">
      <p className="notice-title">
        {error instanceof ApiError ? (error.problem?.title ?? 'No answer') : 'Something broke'}
      </p>
      {fields.length === 0 && <p>{error.message}</p>}
      {fields.length === 0 && hint !== undefined && !error.message.includes(hint) && <p>{hint}</p>}
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <li key={field.field}>
              <code>{field.field}</code>: {field.message} {field.hint}
            </li>
          ))}
        </ul>
      )}
      {retry && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  )
}

/** Holds the place of rows that are on their way. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key) => (
        <span key={key} className="skeleton-row" />
      ))}
    </div>
  )
}
