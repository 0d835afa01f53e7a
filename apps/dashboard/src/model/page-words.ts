import { inWordsOf, type Problem } from '@kbisect/contracts'

/** Returns a text of the service with pages and buttons in place of requests of the API. */
export const pageWords = (text: string): string => inWordsOf('page', text)

/** Returns a refusal of the API in the words of the pages. */
export function problemOnPage(problem: Problem): Problem {
  const { errors } = problem
  return {
    ...problem,
    detail: pageWords(problem.detail),
    ...hintOnPage(problem.hint),
    ...(errors && {
      errors: errors.map((one) => ({ ...one, message: pageWords(one.message), ...hintOnPage(one.hint) })),
    }),
  }
}

const hintOnPage = (hint: string | undefined) => (hint === undefined ? {} : { hint: pageWords(hint) })
