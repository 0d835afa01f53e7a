import { type FetchProgress, fetchWords } from '@kbisect/contracts'

/** A bar and the words of how far a fetch is. */
export function FetchProgressBar({ progress }: { progress: FetchProgress }) {
  const { percent, stage } = progress
  return (
    <span className="fetch-progress">
      <progress max={100} aria-label={stage} {...(percent === null ? {} : { value: percent })} />{' '}
      <span>{fetchWords(progress)}</span>
    </span>
  )
}
