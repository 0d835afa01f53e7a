import {
  type Assumption,
  type BisectionResult,
  type Label,
  labels,
  labelWords,
  type WebhookBody,
  webhookFormats,
} from '@kbisect/contracts'
import { describe, expect, test } from 'vitest'
import { kcidbDocument } from './kcidb/kcidb-document.fixture.ts'
import { followUpText } from './mail/mail-texts.ts'
import { markdownReport } from './markdown/markdown-report.ts'
import { messageText } from './messages/message-text.ts'
import {
  BAD,
  bisectionWith,
  CULPRIT,
  configTexts,
  culpritResult,
  GOOD,
  hash,
  inputFor,
  TIME,
} from './report-input.fixture.ts'
import type { ReportInput } from './report-input.ts'
import { reproduceInput } from './reproduce/reproduce-input.fixture.ts'
import { reproduceScript } from './reproduce/reproduce-script.ts'
import { bisectLog } from './text/bisect-log.ts'
import { openingParagraphs, reportTitle, resultWords } from './text/format-result.ts'
import { textReport } from './text/text-report.ts'
import { trailers } from './text/trailers.ts'

const none: Partial<BisectionResult> = { culprit: null, probability: null, affectedTargets: [], basis: null }
const range = [hash('b'), CULPRIT]

/** A result of each label, as the plan makes them; what they have in common is the same in all. */
const RESULTS: Readonly<Record<Label, Partial<BisectionResult>>> = {
  confirmed: { label: 'confirmed' },
  'confirmed without revert': { label: 'confirmed without revert' },
  probable: { label: 'probable' },
  range: { ...none, outcome: 'range', label: 'range', cause: 'untestable commits', range },
  'not a regression': { ...none, outcome: 'inconclusive', label: 'not a regression', cause: 'good revision fails' },
  inherited: {
    ...none,
    ...{ outcome: 'inconclusive', label: 'inherited', cause: 'inherited' },
    checks: [{ name: 'merge base', commit: hash('e'), result: 'failed', passes: 0, failures: 1 }],
  },
  inconsistent: { ...none, outcome: 'inconclusive', label: 'inconsistent', cause: 'contradiction' },
}
const CULPRITS = ['confirmed', 'confirmed without revert', 'probable'] as const

const resultOf = (label: Label): BisectionResult => ({ ...culpritResult, ...RESULTS[label] })
const inputOf = (label: Label): ReportInput => inputFor(resultOf(label))

function messageOf(label: Label): WebhookBody {
  const { outcome, cause, reason, culprit, probability, affectedTargets, signature, assumptions } = resultOf(label)
  return {
    type: 'bisection.finished',
    timestamp: TIME,
    data: {
      ...{ id: 'abcdefgh', url: 'https://kbisect.example.org/bisections/abcdefgh', tree: 'next', branch: null },
      ...{ good: GOOD, bad: BAD, target: 'arm64', architecture: 'arm64', test: 'boot' },
      ...{ outcome, label, cause, reason, culprit, probability, affectedTargets, signature, assumptions },
    },
  }
}
/** The rendered messages, as far as their heads go. */
interface Rendered {
  readonly data: { readonly label: string }
  readonly blocks: readonly { readonly text: { readonly text: string } }[]
  readonly embeds: readonly { readonly title: string }[]
  readonly body: string
  readonly title: string
}
const render = (...told: Parameters<typeof messageText>) => JSON.parse(messageText(...told)) as Rendered

/** What a person sees first of a message, in the place where each service shows it. */
const HEADS: Readonly<Record<(typeof webhookFormats)[number], (message: Rendered) => string | undefined>> = {
  standard: ({ data }) => data.label,
  slack: ({ blocks }) => blocks[0]?.text.text,
  discord: ({ embeds }) => embeds[0]?.title,
  matrix: ({ body }) => body.split('\n')[0],
  github: ({ title }) => title,
  gitlab: ({ title }) => title,
}

const kcidbIssue = async (label: Label) => {
  const more = { origin: 'kbisect', treeUrl: 'https://git.example.org/linux.git', isSame: () => true }
  return (await kcidbDocument({ ...inputOf(label), ...more })).issues?.[0]
}

/** The first sentence, without the line breaks of the layout. */
const firstSentence = (text: string) => text.replaceAll(/\s+/g, ' ').split(/\. |: panic/)[0]

const SURFACES: readonly (readonly [name: string, shown: (label: Label) => unknown, labels: readonly Label[]])[] = [
  ['words of the result', (label) => resultWords(bisectionWith(RESULTS[label]), configTexts)?.found, labels],
  ["report's first sentence", (label) => firstSentence(textReport(inputOf(label))), labels],
  ["Markdown report's first sentence", (label) => firstSentence(markdownReport(inputOf(label))), labels],
  ['mail subject', (label) => reportTitle(bisectionWith(RESULTS[label])), labels],
  [
    'certainty',
    (label) => openingParagraphs({ bisection: bisectionWith(RESULTS[label]), texts: configTexts })[1],
    CULPRITS,
  ],
  ['first sentence of a follow-up', (label) => firstSentence(followUpText(inputOf(label), ['arm'])), CULPRITS],
  ['subject of the KCIDB issue', async (label) => (await kcidbIssue(label))?.report_subject, [...CULPRITS, 'range']],
  ['comment of the KCIDB issue', async (label) => (await kcidbIssue(label))?.comment, [...CULPRITS, 'range']],
  ...webhookFormats.map(
    (format) =>
      [
        `head of a ${format} message`,
        (label: Label) => HEADS[format](render(format, messageOf(label))),
        labels,
      ] as const,
  ),
]

test.each(SURFACES)('no two labels have the same %s', async (_, shown, among) => {
  const texts = await Promise.all(among.map(shown))
  expect(texts).not.toContain(undefined)
  expect(new Set(texts).size, texts.join('\n')).toBe(among.length)
})

describe('a probable culprit', () => {
  const title = 'boot on arm64 between v1 and v2: mm/cma: keep areas in a list'
  test('is called probable in the subject, before the words that are cut', () => {
    expect(reportTitle(bisectionWith({ label: 'probable' }))).toBe(`[probably bisected] ${title}`)
    expect(reportTitle(bisectionWith({ label: 'confirmed without revert' }))).toBe(`[bisected without revert] ${title}`)
    expect(reportTitle(bisectionWith({}))).toBe(`[bisected] ${title}`)
  })

  test('is not called the first bad commit by the bisect log, nor tracked by regzbot', () => {
    const log = bisectLog(inputOf('probable'))
    expect(log).not.toContain('# first bad commit')
    expect(log).toContain(`# possible first bad commit: [${CULPRIT}] mm/cma: keep areas in a list`)
    expect(bisectLog(inputOf('confirmed'))).toContain(`# first bad commit: [${CULPRIT}]`)
    expect(trailers(inputOf('probable')).join('\n')).not.toContain('regzbot')
  })

  test('is not called the first bad commit by the script that reproduces it', () => {
    const script = (label: Label) => {
      const input = reproduceInput()
      const result = { ...(input.bisection.result ?? culpritResult), label }
      return reproduceScript({ ...input, bisection: { ...input.bisection, result } }) ?? ''
    }
    expect(script('confirmed')).toMatch(/^# It builds the first bad commit, /m)
    expect(script('confirmed without revert')).toMatch(/^# It builds the first bad commit, /m)
    expect(script('probable')).toMatch(/^# It builds the probable culprit, which is not confirmed, /m)
    expect(script('probable')).not.toContain('first bad commit')
  })

  test('that was tested with a patch alone is said to be by the script that reproduces it', () => {
    const input = reproduceInput()
    const patched = reproduceScript({ ...input, builds: input.builds.map((build) => ({ ...build, patched: BAD })) })
    const note = '# with dddddddddddd applied, as it does not build by itself,'
    expect(patched).toContain(`${note}\n# as it was built`)
    expect(reproduceScript(input)).not.toContain(note)
  })

  test('heads its part of the report as such', () => {
    expect(textReport(inputOf('probable'))).toMatch(/^The probable culprit\n-+$/m)
    expect(textReport(inputOf('confirmed'))).toMatch(/^The commit\n-+$/m)
    expect(markdownReport(inputOf('probable'))).toContain('### The probable culprit\n')
  })

  test('that has no label, as in old results, is worded as probable', () => {
    expect(reportTitle(bisectionWith({ label: null }))).toMatch(/^\[probably bisected\] /)
    expect(resultWords(bisectionWith({ label: null }), configTexts)?.found).toMatch(
      /^Probably since commit cccccccccccc/,
    )
  })
})

const patch: Assumption = {
  kind: 'patched build',
  text: 'The culprit was tested with dddddddddddd applied.',
  state: 'open',
  lowersLabel: true,
}
const host: Assumption = { kind: 'one host', text: 'Every boot ran on w1.', state: 'settled', lowersLabel: false }

describe('what a result rests on', () => {
  const input = inputFor({ ...culpritResult, label: 'probable', assumptions: [patch, host] })

  test('has a part of its own in the report, what is open first', () => {
    expect(textReport(input)).toContain(`What this result rests on
-------------------------
  open      patched build: The culprit was tested with dddddddddddd
            applied. The label is probable because of it.
  settled   one host: Every boot ran on w1.
`)
    const text = markdownReport(input)
    expect(text).toContain('### What this result rests on')
    expect(text).toContain(
      '| **open** | patched build | The culprit was tested with dddddddddddd applied. The label is probable because of it. |',
    )
    expect(text).toContain('| settled | one host | Every boot ran on w1. |')
  })

  test('has none where nothing is assumed', () => {
    expect(textReport(inputOf('confirmed'))).not.toContain('rests on\n')
    expect(markdownReport(inputOf('confirmed'))).not.toContain('rests on\n')
  })

  test.each(CULPRITS)('a patched build is named in headline and subject of a culprit that is %s', (label) => {
    const plain = bisectionWith({ label })
    const patched = bisectionWith({ label, assumptions: [{ ...patch, state: 'settled', lowersLabel: false }] })
    expect(resultWords(plain, configTexts)?.found).not.toContain('patch')
    expect(resultWords(patched, configTexts)?.found).toMatch(
      / in the tree "lab" \(.*tested with a patch applied\), kernels/,
    )
    expect(reportTitle(patched)).toBe(reportTitle(plain).replace(']', ', patched build]'))
    expect(openingParagraphs({ bisection: patched, texts: configTexts })[1]).toContain(
      'Commits that do not build by themselves were tested with a patch',
    )
  })

  test('a patched build is named where it leaves a range', () => {
    const result = {
      ...RESULTS.range,
      checks: [{ name: 'fix', commit: GOOD, result: 'conflict', passes: 0, failures: 0 }],
    }
    const bisection = bisectionWith(result as Partial<BisectionResult>)
    expect(resultWords(bisection, configTexts)?.found).toContain(
      'Commits that do not build by themselves were tested with a patch',
    )
    expect(reportTitle(bisection)).toBe('[range, patched build] boot on arm64 between v1 and v2: one of 2 commits')
  })

  test('a message names what is open', () => {
    const body = messageOf('probable') as Extract<WebhookBody, { type: 'bisection.finished' }>
    const told = { ...body, data: { ...body.data, assumptions: [patch, host] } }
    const { body: text } = render('matrix', told)
    expect(text).toContain('\nProbable culprit: cccc')
    expect(text).toContain('\nOpen assumptions: patched build\n')
    expect(text).toMatch(/^Probable culprit, with a patch applied: /)
  })
})

test('no badge, tag or caveat of a probable culprit could be read as a confirmation', () => {
  const { badge, tag, caveat } = labelWords('probable')
  expect([badge, tag, caveat].join(' ').replace('not confirmed', '')).not.toMatch(/confirmed/i)
})
