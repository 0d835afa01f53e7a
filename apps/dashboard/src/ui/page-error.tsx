import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTitle } from './use-title.ts'

/** In place of a page whose script could not be loaded, or broke. */
export function PageError({ error }: ErrorComponentProps) {
  useTitle('This page could not be shown')
  return (
    <div className="page">
      <h1>This page could not be shown</h1>
      <div className="notice failure" role="alert">
        <p className="notice-title">The service does not answer, or was upgraded since the page was loaded</p>
        <p>{error instanceof Error ? error.message : String(error)}</p>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          Reload the page
        </button>
      </div>
    </div>
  )
}
