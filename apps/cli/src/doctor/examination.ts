import { type Paint, plain, type Tone } from '../paint.ts'
import { printable } from '../printable.ts'
import { tableLines } from '../table-lines.ts'
import type { ArchitectureFinding } from './examine-architectures.ts'
import type { Finding } from './finding.ts'

/** All that was found out about a machine. */
export interface Examination {
  readonly programs: readonly Finding[]
  readonly architectures: readonly ArchitectureFinding[]
}

const NO_APT =
  '  (this system has no apt-get: the names are of Debian’s packages; install what has the programs above with its own package manager)'

/** Whether it can run kbisect, and build and boot something. */
export function isFit({ programs, architectures }: Examination): boolean {
  return (
    programs.every(({ state }) => state !== 'missing') && architectures.some(({ builds, boots }) => builds && boots)
  )
}

/**
 * For a person: what there is, and below it what to do about the rest.
 * @param hasApt whether the commands that the hints name are there; elsewhere packages have other
 * names
 */
export function examinationLines(examination: Examination, hasApt = true, paint = plain): string[] {
  const { programs, architectures } = examination
  const rows = [
    ...programs.map((finding) => row(finding, paint)),
    ...architectures.flatMap(({ architecture, builds, boots, findings }) => [
      [architecture, paint(builds && boots ? 'good' : 'unsure', abilities(builds, boots))],
      ...findings.map((finding) => row(finding, paint, '  ')),
    ]),
  ]
  const faults = [...programs, ...architectures.flatMap(({ findings }) => findings)].filter(({ hint }) => hint)
  const hints = [...new Set(faults.map(({ name, hint }) => `  ${name}: ${hint}`))]
  return [
    ...tableLines(rows),
    ...(hints.length > 0 ? ['', 'To get what is missing:', ...(hasApt ? [] : [NO_APT]), ...hints.map(printable)] : []),
    '',
    isFit(examination)
      ? paint('good', 'This machine can run kbisect.')
      : paint('bad', 'This machine cannot run kbisect yet.'),
  ]
}

function row({ name, state, detail }: Finding, paint: Paint, indent = ''): string[] {
  const found = printable(`${state === 'ok' ? '' : `${state}: `}${detail}`)
  return [printable(`${indent}${name}`), paint(TONES[state], found)]
}

const TONES: Readonly<Record<Finding['state'], Tone | undefined>> = { ok: undefined, limited: 'unsure', missing: 'bad' }

function abilities(builds: boolean, boots: boolean): string {
  if (builds && boots) return 'can be built and booted'
  if (builds) return 'can be built, not booted'
  return boots ? 'can be booted, not built' : 'can be neither built nor booted'
}
