import Type from 'typebox'
import { Bisection } from './bisection.ts'

/** A bisection's report for programs. */
export const Report = Type.Object({
  title: Type.String({ description: 'A line for the subject of a mail.' }),
  url: Type.String({ description: 'The bisection’s page.' }),
  bisection: Bisection,
  failure: Type.Union([Type.String(), Type.Null()], {
    description:
      'The failure as the console or the compiler printed it, with the place in the source; null where nothing failed.',
  }),
  text: Type.String({ description: 'The report as plain text, 72 columns.' }),
  markdown: Type.String({ description: 'The same as Markdown, for an issue or a merge request.' }),
  bisectLog: Type.String({ description: 'What git bisect replay accepts.' }),
  reproduceScript: Type.String({ description: 'URL of a shell script that shows the failure.' }),
  firstBadLog: Type.Union([Type.String(), Type.Null()], {
    description:
      'URL of the log that tells most of the culprit, else of the bad revision: of a run that failed, or else passed.',
  }),
  lastGoodLog: Type.Union([Type.String(), Type.Null()], {
    description: 'The same of the culprit’s parent, else of the good revision: of a run that passed, or else failed.',
  }),
})
export type Report = Type.Static<typeof Report>
