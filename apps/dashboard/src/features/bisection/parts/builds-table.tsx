import { type Bisection, type Build, failureText } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { byteWords } from '../../../model/log-window.ts'
import { duration } from '../../../model/relative-time.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { Empty } from '../../../ui/notice.tsx'
import { RevisionNote } from '../../../ui/revision-note.tsx'
import { Ago } from '../../../ui/time.tsx'

const looks: Record<Build['result'], string> = { built: 'good', failed: 'bad', conflict: 'skip' }

/** Every build, with what it left behind and which asked-for symbols did not survive. */
export function BuildsTable({ builds, bisection }: { builds: readonly Build[]; bisection: Bisection }) {
  if (builds.length === 0)
    return (
      <Empty title="No builds yet">
        <p>The list shows each kernel that was built, with its image, configuration and log.</p>
      </Empty>
    )
  return (
    <table className="table compact builds">
      <caption className="sr-only">Builds</caption>
      <thead>
        <tr>
          <th scope="col">Commit</th>
          <th scope="col" className="wide-only">
            Target
          </th>
          <th scope="col">Result</th>
          <th scope="col" className="wide-only">
            Took
          </th>
          <th scope="col">Artifacts</th>
          <th scope="col" className="wide-only">
            Where
          </th>
        </tr>
      </thead>
      <tbody>
        {builds.map((build) => (
          <BuildRow
            key={build.id}
            build={build}
            goodConfig={goodConfigOf(builds, build, bisection)}
            id={bisection.id}
          />
        ))}
      </tbody>
    </table>
  )
}

/**
 * The digest of the configuration of the good revision's build, where this build has another one.
 */
function goodConfigOf(builds: readonly Build[], { target, artifacts }: Build, { good }: Bisection): string | undefined {
  const configIn = (files: Build['artifacts']) => files.find(({ name }) => name === 'config')?.digest
  const built = builds.find((build) => build.target === target && build.commit === good.hash && !build.reverted)
  const wanted = built && configIn(built.artifacts)
  const own = configIn(artifacts)
  return own === undefined || own === wanted ? undefined : wanted
}

interface BuildRowProps {
  readonly build: Build
  readonly goodConfig: string | undefined
  /** Of the bisection. */
  readonly id: string
}

function BuildRow({ build, goodConfig, id }: BuildRowProps) {
  return (
    <tr>
      <td>
        <CommitHash hash={build.commit} />
        <RevisionNote {...build} />
        <div className="sub break narrow-only">{build.target}</div>
      </td>
      <td className="wide-only">{build.target}</td>
      <td>
        <span className={`t-${looks[build.result]}`}>{build.result}</span>
        <span className="sub nowrap narrow-only"> {duration(build.seconds)}</span>
        {build.signature && <div className="sub break">{failureText(build.signature)}</div>}
        <DroppedSymbols symbols={build.droppedSymbols} />
        {build.commands.length > 0 && (
          <details className="sub">
            <summary>commands</summary>
            <pre className="code">{build.commands.join('\n')}</pre>
          </details>
        )}
      </td>
      <td className="num nowrap wide-only">{duration(build.seconds)}</td>
      <td>
        <ul className="artifacts">
          {build.artifacts.map((artifact) => (
            <li key={artifact.name}>
              <a href={`/api/v1/artifacts/${artifact.digest}`}>{artifact.name}</a>{' '}
              <span className="muted nowrap">{byteWords(artifact.bytes)}</span>
              {artifact.name === 'config' && goodConfig !== undefined && (
                <>
                  {' '}
                  <Link to="/config-diff" search={{ from: goodConfig, to: artifact.digest, bisection: id }}>
                    compare with good
                  </Link>
                </>
              )}
            </li>
          ))}
        </ul>
      </td>
      <td className="wide-only">
        {build.worker}
        <div className="sub">{build.toolchain}</div>
        <div className="sub">
          <Ago at={build.finishedAt} />
        </div>
      </td>
    </tr>
  )
}

function DroppedSymbols({ symbols }: { symbols: Build['droppedSymbols'] }) {
  if (symbols.length === 0) return null
  return (
    <details className="sub">
      <summary className="warn-text">
        {symbols.length} asked-for {symbols.length === 1 ? 'symbol' : 'symbols'} did not survive
      </summary>
      <ul className="plain">
        {symbols.map((symbol) => (
          <li key={`${symbol.fragment} ${symbol.symbol}`}>
            <code>
              {symbol.symbol}={symbol.wanted}
            </code>{' '}
            from {symbol.fragment} became <code>{symbol.got || 'unset'}</code>
          </li>
        ))}
      </ul>
    </details>
  )
}
