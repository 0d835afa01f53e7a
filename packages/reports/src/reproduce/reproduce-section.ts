import type { ReportInput } from '../report-input.ts'
import { section, wrap } from '../text-format.ts'
import { reproduceLines } from './reproduce-lines.ts'
import { findReproduction } from './reproduction.ts'

/** How a reader sees the failure at home; empty where nothing was built. */
export function reproduceSection(input: ReportInput): string {
  const reproduction = findReproduction(input)
  if (!reproduction) return ''
  const { config, files } = reproductionWords(input)
  return section('How to reproduce', [
    wrap('This script checks out, configures, builds and boots it as it was tested:'),
    ...downloadLines(input).map((line) => `  ${line}`),
    wrap(`With --parent it does so with the commit before. It comes down to this, ${config}${files}:`),
    ...reproduceLines(reproduction),
  ])
}

/** How the script is fetched and run; the token is a variable, so that what is copied can be shown to others. */
export function downloadLines({ urls: { reads, reproduce } }: Pick<ReportInput, 'urls'>): string[] {
  const script = `reproduce.sh ${reproduce}`
  const fetched =
    reads === 'public' ? [`curl -o ${script}`] : [`curl -H "Authorization: Bearer $TOKEN" \\`, `  -o ${script}`]
  return [...fetched, 'KERNEL=~/linux sh reproduce.sh']
}

/** What the lines leave out. */
export function reproductionWords(input: ReportInput): { config: string; files: string } {
  const reproduction = findReproduction(input)
  const artifact = reproduction?.build.artifacts.find(({ name }) => name === 'config')
  return {
    config: artifact ? `with ${input.urls.artifact(artifact.digest)} as .config` : 'configured as said above',
    files: reproduction?.boot ? ', the IMAGE that was built, and an INITRAMFS' : '',
  }
}
