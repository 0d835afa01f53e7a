import type { CorpusTally, WordingScore } from '@kbisect/verdict'
import type { Row } from '../../benchmark.ts'
import { percent, plain } from '../../toy/case-rows.ts'

/** Of the subjects of mails, how many functions are to be named, in per cent. */
const PROMISED_SUBJECTS = 95

/** The figures of the wordings of reports. */
export function wordingRows({ all, mails, architectures }: WordingScore): Row[] {
  const { results, kinds, functions, places, stages, warnings, merges, splits } = all
  const subjects = share('functions that subjects name', `${mails.of} wordings of mails`, mails)
  return [
    plain('wordings', 'wordings of reports', all.logs, 'logs'),
    share('passed or failed', `${results.of} wordings`, results),
    share('kinds', `${kinds.of} failures in the wordings`, kinds),
    share('functions', `${functions.of} failures in the wordings`, functions),
    { ...subjects, target: PROMISED_SUBJECTS, met: subjects.value >= PROMISED_SUBJECTS },
    share('places', `${places.of} wordings with a known place`, places),
    share('stages', `${stages.of} wordings`, stages),
    share('warnings', `${warnings.of} wordings`, warnings),
    ...[...architectures].map(([architecture, tally]) =>
      share('kind and function', `${tally.of} failures in the wordings, ${architecture}`, tally),
    ),
    none('false merges', `${merges.of} pairs of wordings of two failures`, merges),
    none('false splits', `${splits.of} pairs of wordings of one failure`, splits),
  ]
}

const share = (what: string, of: string, { right, of: all }: CorpusTally): Row =>
  plain(`right: ${what}`, of, all === 0 ? 100 : percent(right, all), '%')

const none = (row: string, setting: string, { wrong }: CorpusTally): Row => ({
  ...plain(row, setting, wrong.length, 'pairs'),
  target: 0,
  met: wrong.length === 0,
})
