import { useQuery } from '@tanstack/react-query'
import { logChunks } from '../../../api/log-chunks.ts'
import { compareBytes } from '../../../model/log-window.ts'
import { LineSplitter } from '../model/log-lines.ts'

/**
 * The lines of a run's log from its beginning, as many as two logs are compared by. `size` in
 * bytes; undefined: not known yet.
 */
export function useLogLines(runId: string | undefined, size: number | undefined) {
  return useQuery({
    queryKey: ['log-lines', runId],
    enabled: runId !== undefined && size !== undefined,
    // A log is finished with its run.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const lines: string[] = []
      const splitter = new LineSplitter()
      const range = { start: 0, end: Math.min(size ?? 0, compareBytes) }
      for await (const bytes of logChunks(runId ?? '', range, signal))
        for (const line of splitter.push(bytes)) lines.push(line)
      // A line that was cut here says nothing.
      if (range.end === size) lines.push(...splitter.end())
      return lines
    },
  })
}
