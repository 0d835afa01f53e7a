import { clientWords, commandsOnPages, inWordsOf } from '@kbisect/contracts'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { filesBelow, readText } from './markdown-files.ts'

/** What writes texts that reach people: answers, events, reasons, errors of fetches. */
const DIRECTORIES = [
  ...['api', 'worker'].map((name) => `apps/${name}`),
  ...['bisection', 'boot', 'build', 'contracts', 'exec', 'git', 'queue', 'reports', 'store'].map(
    (name) => `packages/${name}`,
  ),
]
/** Texts of the OpenAPI document, which programmers read, and the words of clients themselves. */
const OF_THE_API = /\/examples\/|\/client-words\.ts$|\/openapi[^/]*\.ts$/
const NAMES_REQUEST = /\b(?:GET|POST|PUT|PATCH|DELETE)\b.{0,3}\/api\/v1\b/

/** Returns the texts of a file; the changing part of a template is `x1`. */
function textsOf(file: string, text: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && /^(description|summary)$/.test(node.name.getText())) return
    if (ts.isStringLiteralLike(node)) found.push(node.text)
    if (ts.isTemplateExpression(node))
      found.push(node.head.text + node.templateSpans.map(({ literal }) => `x1${literal.text}`).join(''))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return found
}

const sources = DIRECTORIES.flatMap((directory) => filesBelow(directory)).filter(
  (file) => /\/src\/.*\.ts$/.test(file) && !/\.(test|fixture)\.ts$/.test(file) && !OF_THE_API.test(file),
)
const texts = sources.flatMap((file) => {
  const text = readText(file)
  return /\/api\/v1|--repin/.test(text) ? textsOf(file, text) : []
})
const hints = texts.filter((text) => NAMES_REQUEST.test(text))

describe('a hint that names a request of the API', () => {
  test('is found in the sources', () => {
    expect(hints.length).toBeGreaterThan(10)
  })

  test.each(hints)('has words for the command line and for pages: %s', (text) => {
    for (const client of ['command', 'page'] as const) expect(inWordsOf(client, text)).not.toMatch(/\/api\/v1/)
  })

  test('makes use of each line of the table', () => {
    for (const request of Object.keys(clientWords)) {
      const [method, path = ''] = request.split(' ')
      const named = new RegExp(`${method} /api/v1${path.replaceAll(/:\w+/g, '[\\w-]+')}(?![\\w/])`)
      expect(
        hints.some((hint) => named.test(hint)),
        request,
      ).toBe(true)
    }
    for (const command of Object.keys(commandsOnPages))
      expect(
        texts.some((text) => text.includes(command)),
        command,
      ).toBe(true)
  })
})
