import type { ReportInput } from '../report-input.ts'
import { section, wrap } from '../text-format.ts'
import { downloadCommand, reproduceLines } from './reproduce-lines.ts'
import { findReproduction, type Reproduction } from './reproduction.ts'

/** What the script does. */
export const SCRIPT_WORDS =
  'This script checks out, configures, builds and boots the commit as the bisection did, and says whether it fails:'

/**
 * Returns the part of the report that says how to reproduce the failure; empty where nothing was
 * built.
 */
export function reproduceSection(input: ReportInput): string {
  const reproduction = findReproduction(input)
  if (!reproduction) return ''
  return section('How to reproduce', [
    wrap(SCRIPT_WORDS),
    ...downloadLines(input, '    '),
    wrap(`With --parent it tests the parent commit instead. ${shortWords(reproduction)}`),
    ...reproduceLines(reproduction, input, '    '),
  ])
}

/** Returns the commands that fetch the script and run it. */
export function downloadLines({ urls }: Pick<ReportInput, 'urls'>, indent = ''): string[] {
  return [...downloadCommand(urls, 'reproduce.sh', urls.reproduce, indent), `${indent}KERNEL=~/linux sh reproduce.sh`]
}

/** Introduces the single commands, with what stands for files in them. */
export function shortWords({ boot }: Reproduction): string {
  return boot
    ? 'The single commands are these; IMAGE is the kernel that make built, INITRAMFS a root file system:'
    : 'The single commands are these:'
}
