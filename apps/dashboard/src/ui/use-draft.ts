import { useCallback, useEffect, useRef, useState } from 'react'
import { draftText, parseDraft } from '../model/draft.ts'

export interface Draft<T> {
  readonly form: T
  readonly set: (patch: Partial<T>) => void
  /** Whether the form began with what was typed before. */
  readonly restored: boolean
  /** Begins anew, from what the page began with. */
  readonly reset: () => void
  /** Forgets what was typed; what follows is not kept. */
  readonly discard: () => void
}

/** A form that outlives a reload. `name` tells apart what was begun from different links. */
export function useDraft<T extends object>(name: string, initial: T): Draft<T> {
  const key = `kbisect-draft ${name}`
  const [kept] = useState(() => parseDraft(read(key), initial))
  const [form, setForm] = useState(kept ?? initial)
  const [restored, setRestored] = useState(kept !== undefined)
  const changed = useRef(kept !== undefined)
  useEffect(() => {
    if (changed.current) write(key, draftText(form))
  }, [key, form])
  const set = useCallback((patch: Partial<T>) => {
    changed.current = true
    setForm((old) => ({ ...old, ...patch }))
  }, [])
  const discard = useCallback(() => {
    changed.current = false
    write(key, undefined)
  }, [key])
  const reset = () => {
    discard()
    setRestored(false)
    setForm(initial)
  }
  return { form, set, restored, reset, discard }
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, text: string | undefined) {
  try {
    if (text === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // Storage can be forbidden or full: the form lives as long as its page.
  }
}
