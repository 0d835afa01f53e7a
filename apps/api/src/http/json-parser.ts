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

/** Reads JSON bodies as Fastify does, and refuses those that are nested too deep. */
export function parseJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    if (isNestedDeeper(text, DEEPEST_JSON))
      done(new HttpProblem(400, 'bad-request', `the JSON of the request is nested deeper than ${DEEPEST_JSON} levels`))
    else void parse(request, text, done)
  })
}
