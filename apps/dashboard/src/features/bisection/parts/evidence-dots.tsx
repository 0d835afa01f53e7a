import { type Build, failureText, type Run } from '@kbisect/contracts'
import { RunDots } from './run-dots.tsx'

const looks: Record<Build['result'], { symbol: string; kind: string; words: string }> = {
  built: { symbol: '✓', kind: 'good', words: 'it builds' },
  failed: { symbol: '✕', kind: 'bad', words: 'it does not build' },
  conflict: { symbol: '≠', kind: 'skip', words: 'it does not apply' },
}

interface EvidenceDotsProps {
  readonly runs: readonly Run[]
  readonly builds: readonly Build[]
  readonly bisectionId: string
}

/**
 * The runs that something rests on; where nothing was booted, the builds, with what the compiler
 * said.
 */
export function EvidenceDots({ runs, builds, bisectionId }: EvidenceDotsProps) {
  return runs.length > 0 ? <RunDots runs={runs} bisectionId={bisectionId} /> : <BuildDots builds={builds} />
}

function BuildDots({ builds }: { builds: readonly Build[] }) {
  if (builds.length === 0) return null
  return (
    <span className="dots">
      {builds.map((build) => {
        const { symbol, kind, words } = looks[build.result]
        const log = build.artifacts.find(({ name }) => name === 'log')
        const text = `Log of the build: ${build.signature ? failureText(build.signature) : words}`
        return log ? (
          <a
            key={build.id}
            href={`/api/v1/artifacts/${log.digest}`}
            className={`dot b-${kind}`}
            title={text}
            aria-label={text}
          >
            {symbol}
          </a>
        ) : (
          <span key={build.id} className={`dot b-${kind}`} title={text.replace('Log of the build: ', '')}>
            {symbol}
          </span>
        )
      })}
    </span>
  )
}
