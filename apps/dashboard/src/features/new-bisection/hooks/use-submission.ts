import type { Bisection, BisectionRequest } from '@kbisect/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { send } from '../../../api/send.ts'
import { randomKey } from '../../../model/random-key.ts'

export interface SubmissionListener {
  /** A new one was started. */
  onStarted(bisection: Bisection): void
  /** A known one is the answer. */
  onKnown(bisection: Bisection): void
  onError(error: Error): void
}

/**
 * Asks for a bisection. The same request sent again, after a lost answer too, starts no second one.
 */
export function useSubmission(listener: SubmissionListener) {
  const client = useQueryClient()
  const last = useRef({ text: '', key: '' })
  return useMutation({
    mutationFn: (request: BisectionRequest) => {
      const text = JSON.stringify(request)
      if (last.current.text !== text) last.current = { text, key: randomKey() }
      return send<Bisection>('POST', '/bisections', request, { 'idempotency-key': last.current.key })
    },
    onSuccess: ({ status, body }) => {
      // Asked again later, it is another question: what was known then may be over.
      last.current = { text: '', key: '' }
      void client.invalidateQueries({ queryKey: ['bisections'] })
      if (status === 201) listener.onStarted(body)
      else listener.onKnown(body)
    },
    onError: (error) => listener.onError(error),
  })
}
