import type { AskedTarget } from '@kbisect/contracts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { wholeTarget } from '../../../api/config-files.ts'
import { usedTargetsQuery } from '../../../api/tree-queries.ts'
import { targetFields } from '../../../model/target-form.ts'
import { Ago } from '../../../ui/time.tsx'
import type { SectionProps } from './section-props.ts'

/** So many are offered. */
const most = 6

/**
 * Targets that were bisected on this tree before, each a click away. Its line is always there, so
 * that nothing jumps.
 */
export function UsedTargets({ tree, choose }: { tree: string; choose: SectionProps['set'] }) {
  const { data: targets } = useQuery({ ...usedTargetsQuery(tree), enabled: tree !== '' })
  const fill = useMutation({
    mutationFn: (target: AskedTarget) => wholeTarget(target),
    onSuccess: (target) => choose(targetFields(target)),
  })
  return (
    <div className="used-targets">
      <span className="muted" id="used-targets">
        {tree === '' ? 'Targets that were used before are offered once a tree is chosen.' : `Used before on ${tree}:`}
        {targets?.length === 0 && ' none yet'}
        {fill.error && ` ${fill.error.message}`}
      </span>
      {targets && targets.length > 0 && (
        <ul aria-labelledby="used-targets">
          {targets.slice(0, most).map(({ name, request, lastUsedAt }) => (
            <li key={JSON.stringify(request)}>
              <button type="button" className="button" onClick={() => fill.mutate(request)}>
                {name}
                <span className="muted">
                  <Ago at={lastUsedAt} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
