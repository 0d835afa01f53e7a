import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './problems.ts'

/**
 * No request that we know of is nested more than a dozen levels deep; what walks one does so by
 * recursion.
 */
export const DEEPEST_JSON = 64

const codesOf = (letters: readonly string[]) => letters.map((letter) => letter.charCodeAt(0))
const [QUOTE, BACKSLASH] = codesOf(['"', '\\'])
const OPENING = new Set(codesOf(['[', '{']))
const CLOSING = new Set(codesOf([']', '}']))

/** Whether brackets outside strings are nested deeper than that. Reads the text once. */
export function isNestedDeeper(text: string, most: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (inString) {
      if (letter === BACKSLASH) at++
      else if (letter === QUOTE) inString = false
    } else if (letter === QUOTE) inString = true
    else if (OPENING.has(letter)) {
      depth++
      if (depth > most) return true
    } else if (CLOSING.has(letter)) depth--
  }
  return false
}

const HINT =
  'Put names and texts in double quotes, a comma between fields and none after the last; `jq . FILE` shows where it breaks.'

/** What is wrong with the text of a body that the parser refused. */
function refusalOf(text: string): HttpProblem {
  const refuse = (message: string, hint: string, detail = `the body ${message}`) =>
    new HttpProblem(400, 'bad-request', detail, { errors: [{ field: 'body', message, hint }] })
  try {
    JSON.parse(text)
  } catch (error) {
    // Without the piece of the body that follows: it may hold a password.
    const reason = String(error instanceof Error ? error.message : error).replace(/, (\.\.\.)?".*$/s, '')
    return refuse(`is not valid JSON: ${reason}`, HINT)
  }
  // What the parser refuses beyond that.
  const message = 'has a field __proto__ or constructor.prototype, which no operation takes'
  return refuse(message, 'Leave it out.')
}

/** Reads JSON bodies as Fastify does, and refuses those that are nested too deep. */
export function parseJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    if (isNestedDeeper(text, DEEPEST_JSON)) {
      const detail = `the JSON of the request is nested deeper than ${DEEPEST_JSON} levels`
      const message = `is nested deeper than ${DEEPEST_JSON} levels`
      const hint = 'Send what the description of the API at /api/v1/docs shows: a dozen levels at most.'
      done(new HttpProblem(400, 'bad-request', detail, { errors: [{ field: 'body', message, hint }] }))
      return
    }
    // Fastify answers an empty text itself.
    void parse(request, text, (error, value) => (error && text !== '' ? done(refusalOf(text)) : done(error, value)))
  })
}
