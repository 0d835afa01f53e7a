import type { TreeStatus } from '@kbisect/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { send } from '../../../api/send.ts'
import { useFormMistakes } from '../../../ui/form-mistakes.ts'

type Inputs = Parameters<ReturnType<typeof useFormMistakes>['tell']>[1]

/**
 * Stores a part of a tree from a form, whose mistakes it keeps. What is stored may be a secret: it
 * is kept by nothing but the form.
 * @param stored is called when the pages know of the change
 */
export function useStoreTree<T>(method: 'PATCH' | 'PUT', path: string, inputs: Inputs, stored: () => void) {
  const client = useQueryClient()
  const form = useFormMistakes()
  const store = useMutation({
    mutationFn: (change: T) => send<TreeStatus>(method, path, change),
    gcTime: 0,
    onMutate: form.clear,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['trees'] })
      stored()
    },
    onError: (error) => form.tell(error, inputs),
  })
  return { store, ...form }
}
