import { expect, test } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { filesBelow, type MarkdownFile, readMarkdown, readText } from './markdown-files.ts'

const PAGES = ['README.md', ...filesBelow('docs').filter((path) => /^docs\/[^/]+\.md$/.test(path))].map(readMarkdown)

interface Call {
  readonly page: string
  readonly method: string
  readonly path: string
}

function curlCalls({ path: page, text }: MarkdownFile): Call[] {
  const commands = codeBlocks(text, 'sh').flatMap((block) =>
    block
      .replaceAll('\\\n', ' ')
      .split(/\bcurl /)
      .slice(1),
  )
  return commands.flatMap((command) => {
    const path = /"?\$API(\/[^"\s?]*)/.exec(command)?.[1]
    const method = /--request (\w+)|-X (\w+)/.exec(command)
    const posts = /--data |-d /.test(command)
    return path === undefined ? [] : [{ page, method: method?.[1] ?? method?.[2] ?? (posts ? 'POST' : 'GET'), path }]
  })
}

const namedCalls = ({ path: page, code }: MarkdownFile): Call[] =>
  code.flatMap((text) => {
    const [, method, path] = /^(GET|POST|PUT|PATCH|DELETE) (?:\/api\/v1)?(\/[^?\s]*)/.exec(text) ?? []
    return method === undefined || path === undefined ? [] : [{ page, method, path }]
  })

const document = JSON.parse(readText('docs/openapi.json')) as {
  paths: Record<string, Record<string, unknown>>
}

/** Whether the API has such a call; `$ID`, `ID` and `{id}` stand for any value. */
function exists({ method, path }: Call): boolean {
  const pattern = path
    .split('/')
    .map((part) => (/^(\$?[A-Z]+|\{\w+\})$/.test(part) ? '[^/]+' : part.replace('.', '\\.')))
  return Object.entries(document.paths).some(
    ([template, methods]) =>
      new RegExp(`^/api/v1${pattern.join('/')}$`).test(template) && method.toLowerCase() in methods,
  )
}

test('every API call that a page names is in the OpenAPI document', () => {
  const calls = PAGES.flatMap((page) => [...curlCalls(page), ...namedCalls(page)])
  expect(calls.length).toBeGreaterThan(20)
  // A path with a name in it, such as /trees/mainline, has the shape of its template.
  const named = calls.map((call) => ({ ...call, path: call.path.replace(/^\/trees\/mainline(?=\/|$)/, '/trees/NAME') }))
  expect(named.filter((call) => !exists(call))).toEqual([])
})
