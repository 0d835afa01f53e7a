import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { debianPostgresDirectories, directoriesWith, pathDirectories, ServiceError } from '@kbisect/settings'

function majorVersion(directory: string): number | undefined {
  const answer = spawnSync(join(directory, 'postgres'), ['--version'], { encoding: 'utf8' })
  const [, major] = / (\d+)/.exec(answer.stdout ?? '') ?? []
  return major === undefined ? undefined : Number(major)
}

/**
 * The directory of `initdb` and `postgres`: the search path first, then Debian's versioned
 * directories, highest first. Existing data needs the version that made it.
 * @throws ServiceError `program-missing`, `postgres-version`
 */
export function findPostgres(options: { searchPath?: string; dataVersion?: number }): string {
  const places = [...pathDirectories(options.searchPath ?? process.env.PATH)]
  // A search path given by the caller is all there is; the system's own is completed by what Debian
  // keeps off it.
  if (options.searchPath === undefined) places.push(...debianPostgresDirectories())
  const found = directoriesWith(['initdb', 'postgres'], places)
  if (found.length === 0) {
    throw new ServiceError(
      'program-missing',
      'Postgres (initdb, postgres) was not found, and DATABASE_URL is not set',
      {
        hint: 'apt-get install postgresql, or set DATABASE_URL',
      },
    )
  }
  const fit = found.find(
    (directory) => options.dataVersion === undefined || majorVersion(directory) === options.dataVersion,
  )
  if (fit) return fit
  throw new ServiceError(
    'postgres-version',
    `the private database was made by Postgres ${options.dataVersion}, which is not installed any more`,
    { hint: `apt-get install postgresql-${options.dataVersion}, or move the data with pg_upgrade` },
  )
}
