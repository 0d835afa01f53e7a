import Type from 'typebox'
import { Bisection } from './bisection.ts'

/** A bisection's report for programs. */
export const Report = Type.Object({
  title: Type.String({ description: 'A line for the subject of a mail.' }),
  url: Type.String({ description: 'The bisection’s page.' }),
  bisection: Bisection,
  text: Type.String({ description: 'The report as plain text, 72 columns.' }),
  bisectLog: Type.String({ description: 'What git bisect replay accepts.' }),
  firstBadLog: Type.Union([Type.String(), Type.Null()], {
    description: 'URL of a console log that shows the failure.',
  }),
  lastGoodLog: Type.Union([Type.String(), Type.Null()], { description: 'URL of a console log from before it.' }),
})
export type Report = Type.Static<typeof Report>
