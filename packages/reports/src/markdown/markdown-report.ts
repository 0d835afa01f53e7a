import { sortedAssumptions } from '@kbisect/contracts'
import { linesOf } from '@kbisect/text'
import { signatureLine } from '../format-failure.ts'
import type { CulpritInput, ReportInput } from '../report-input.ts'
import { tellingLogs } from '../representative-logs.ts'
import { reproduceLines } from '../reproduce/reproduce-lines.ts'
import { downloadLines, SCRIPT_WORDS, shortWords } from '../reproduce/reproduce-section.ts'
import { findReproduction } from '../reproduce/reproduction.ts'
import { affectedTargetDetails } from '../text/affected-target-lines.ts'
import { assumptionWords } from '../text/assumption-section.ts'
import { bisectLog } from '../text/bisect-log.ts'
import { checkWords, revisionWords } from '../text/checks.ts'
import { commitTitle, excerptLines, shownFailure } from '../text/culprit-sections.ts'
import { affectedTargetsOf } from '../text/format-affected-targets.ts'
import { isCheck } from '../text/format-check-result.ts'
import { openingParagraphs } from '../text/format-result.ts'
import { mergeSection } from '../text/merge-section.ts'
import { commitsLeft, findingWords } from '../text/range-sections.ts'
import { culpritLink, discussionLink, LINKS_NEED_TOKEN, settingFields } from '../text/setting-sections.ts'
import { fairness, hasCulprit } from '../text/text-report.ts'
import { trailers } from '../text/trailers.ts'
import { gitDate, percent, short } from '../text-format.ts'
import { block, code, details, part, prose, table } from './markdown-text.ts'

const MOST_COMMITS = 100
const MOST_FILES = 20

function commitPart({ result, culprit }: CulpritInput): string {
  const { hash, subject, author, authoredAt } = result.culprit
  const files = culprit?.files ?? []
  const listed = files.length > MOST_FILES ? [...files.slice(0, MOST_FILES), `… ${files.length} in all`] : files
  return part(
    commitTitle(result),
    table(['Commit', 'Subject', 'Author', 'Date'], [[code(hash), code(subject), code(author), gitDate(authoredAt)]]),
    details('Message', culprit?.body.trim() ? block(linesOf(culprit.body.trim())) : ''),
    details('Files', listed.length > 0 ? block(listed) : ''),
    result.merge ? block(mergeSection(result).split('\n').slice(2)) : '',
  )
}

function failurePart(input: ReportInput): string {
  const failure = shownFailure(input)
  const lines = excerptLines(input)
  return part(
    'How it fails',
    failure === undefined ? '' : code(failure),
    details('What the console said', lines.length > 0 ? block(lines) : ''),
  )
}

function checksPart({ bisection }: ReportInput): string {
  const ofWatch = isCheck(bisection)
  const rows = (bisection.result?.checks ?? []).map((check) => {
    const { claim, answer, told } = ofWatch ? revisionWords(check) : checkWords(check)
    return [prose(claim), `**${prose(answer)}**`, told === '' ? '' : code(told)]
  })
  if (ofWatch) return part('Revisions', table(['Revision', 'Result', 'Evidence'], rows))
  return part('Checks', prose(bisection.result?.label ?? ''), table(['Claim', 'Holds', 'Evidence'], rows))
}

function assumptionsPart({ bisection }: ReportInput): string {
  const rows = sortedAssumptions(bisection.result ?? { assumptions: [] }).map((assumption) => [
    assumption.state === 'open' ? '**open**' : assumption.state,
    assumption.kind,
    prose(assumptionWords(assumption)),
  ])
  return part('What this result rests on', table(['State', 'Assumption', 'What it is'], rows))
}

function rangePart({ bisection, candidates }: ReportInput): string {
  const { hashes, probability } = commitsLeft(bisection)
  const rows = hashes.slice(0, MOST_COMMITS).map((hash) => {
    const commit = candidates.find((candidate) => candidate.hash === hash)
    const share = probability.get(hash)
    const sure = share === undefined ? '' : percent(share)
    return [code(short(hash)), code(commit?.subject ?? ''), sure, commit?.reason ? code(commit.reason) : '']
  })
  if (hashes.length > MOST_COMMITS) rows.push([`and ${hashes.length - MOST_COMMITS} more`, '', '', ''])
  return part('The commits that are left', table(['Commit', 'Subject', 'Probability', 'Note'], rows))
}

function otherParts({ bisection }: ReportInput): string[] {
  const { findings = [], drift = [] } = bisection.result ?? {}
  const seen = findings.map((finding) => [
    code(signatureLine(finding.signature)),
    findingWords(finding),
    finding.commits
      .slice(0, 4)
      .map((hash) => code(short(hash)))
      .join(', '),
  ])
  const drifts = drift.map(({ words, commits }) => [code(words), String(commits.length)])
  return [
    part('Also seen in this range', table(['Failure', 'What it did', 'Commits'], seen)),
    part('Commits that answer the configuration otherwise', table(['Setting', 'Commits'], drifts)),
  ]
}

function linksPart(input: ReportInput): string {
  const { bad, good } = tellingLogs(input)
  const commit = culpritLink(input)
  const discussion = discussionLink(input)
  const link = (words: string, url: string) => `- [${words}](<${url}>)`
  const lines = [
    link(`The page of this ${isCheck(input.bisection) ? 'check' : 'bisection'}`, input.urls.page),
    ...(commit === undefined ? [] : [link('The commit', commit)]),
    ...(discussion === undefined ? [] : [link('Its discussion on the kernel’s lists', discussion)]),
    ...(bad ? [link(`First bad log: ${short(bad.commit)} ${bad.showed}`, bad.page)] : []),
    ...(good ? [link(`Last good log: ${short(good.commit)} ${good.showed}`, good.page)] : []),
  ]
  return part('Links', lines.join('\n'), input.urls.reads === 'token' ? LINKS_NEED_TOKEN : '')
}

function reproducePart(input: ReportInput): string {
  const reproduction = findReproduction(input)
  if (!reproduction) return ''
  return part(
    'How to reproduce',
    SCRIPT_WORDS,
    block(downloadLines(input), 'sh'),
    `With \`--parent\` it tests the parent commit instead. ${shortWords(reproduction)}`,
    block(reproduceLines(reproduction, input), 'sh'),
  )
}

/**
 * A report as GitHub and GitLab show it. What commits, consoles and requests say is escaped or
 * stands in code, so that it cannot bring markup, links or HTML of its own, and calls nobody.
 */
export function markdownReport(input: ReportInput): string {
  const culprit = hasCulprit(input)
  const affectedTargets = affectedTargetsOf(input.bisection).map((entry) => {
    const told = affectedTargetDetails(entry)
    return [code(entry.target), `**${entry.result}**`, told === '' ? '' : code(told)]
  })
  const settings = settingFields(input).map(([name, value]) => [name, code(value)])
  const ending = trailers(input)
  const parts = [
    ...openingParagraphs(input).map(prose),
    culprit ? commitPart(culprit) : '',
    part('Affected and not affected', table(['Target', 'Result', 'Evidence'], affectedTargets)),
    rangePart(input),
    failurePart(input),
    checksPart(input),
    assumptionsPart(input),
    culprit ? prose(fairness(culprit)) : '',
    ...otherParts(input),
    part('Where and how it was tested', table(['', ''], settings)),
    linksPart(input),
    reproducePart(input),
    isCheck(input.bisection)
      ? ''
      : details('The equivalent git bisect session', block(bisectLog(input).trimEnd().split('\n'))),
    ending.length > 0 ? block(ending) : '',
  ]
  return `${parts.filter((paragraph) => paragraph !== '').join('\n\n')}\n`
}
