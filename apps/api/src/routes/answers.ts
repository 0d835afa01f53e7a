import { Problem } from '@kbisect/contracts'

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
})

/** The answers that every route can give. */
export const problems = {
  '4xx': problem('The request is at fault; `errors` names each field, its value and the hint.'),
  '5xx': problem('The service is at fault.'),
}
