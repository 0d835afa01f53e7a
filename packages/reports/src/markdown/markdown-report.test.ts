import { expect, test } from 'vitest'
import { CULPRIT, culpritResult, inputFor, TIME } from '../report-input.fixture.ts'
import { markdownReport } from './markdown-report.ts'

/**
 * What is left when code is taken away: all that a forge looks for markup, mentions and references
 * in.
 */
function outsideCode(markdown: string): string {
  return markdown.replace(/^(`{3,})[^\n`]*\n[\s\S]*?^\1$/gm, '').replace(/(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
}

test('it begins as the text report does, and has tables for targets, checks and settings', () => {
  const markdown = markdownReport(inputFor(culpritResult))
  expect(markdown.startsWith('Since commit cccccccccccc ("mm/cma: keep areas in a list") in the tree "lab"')).toBe(true)
  expect(markdown).toContain('| Target | Result | Evidence |\n| --- | --- | --- |\n| `arm64` | **affected** |  |')
  expect(markdown).toContain('| the culprit fails (cccccccccccc) | **yes** | `0 passed, 4 failed` |')
  expect(markdown).toContain('| Tree | `lab` |')
  expect(markdown).toContain(
    '<details>\n<summary>The equivalent git bisect session</summary>\n\n```text\ngit bisect start\n',
  )
  expect(markdown).toContain(`#regzbot introduced: ${CULPRIT}\n`)
})

test('nothing that a commit, a console, a request or a compiler says becomes markup, HTML, a mention or a link', () => {
  const evil = '</details> <script>x</script> @everyone #1 !2 ``` ` | [a](https://evil.example) ![i](x) <!--'
  const result = {
    ...culpritResult,
    reason: evil,
    culprit: { hash: CULPRIT, subject: evil, author: `${evil} <a@example.org>`, authoredAt: TIME },
    signature: { kind: 'panic', function: evil, text: `panic in ${evil}`, source: evil },
    affectedTargets: [{ target: 'arm64', result: 'affected' as const, reason: evil }],
    checks: [{ ...culpritResult.checks[0], name: 'revert' as const, reason: evil }] as typeof culpritResult.checks,
    findings: [{ signature: { kind: 'oops', text: evil }, commits: [CULPRIT], runs: 1, fatal: true }],
    drift: [{ words: evil, commits: [CULPRIT] }],
  }
  const input = inputFor(result, {
    bad: { ref: evil, hash: CULPRIT },
    branch: evil,
    request: {
      ...inputFor(null).bisection.request,
      test: { kind: 'console', pattern: evil, expect: 'absent' },
      failure: { message: evil },
    },
  })
  const markdown = markdownReport({
    ...input,
    candidates: input.candidates.map((candidate) => ({ ...candidate, subject: evil })),
    culprit: { body: `${evil}\n\`\`\`\n\`\`\`\`\`\n@body`, files: [evil] },
    logExcerpt: `${evil}\n\`\`\`\n</details>\n@console`,
  })
  const prose = outsideCode(markdown)
  expect(
    prose.match(/(?<!\\)<[^>\n]*>/g)?.filter((tag) => !/^<(\/?(details|summary)|http:\/\/localhost:1\/)/.test(tag)),
  ).toEqual([])
  expect(prose).not.toMatch(/@\w|#\d|!\d|https:\/\//)
  expect(prose.match(/(?<!\\)!?\[/g)).toHaveLength(3)
  expect(prose).not.toMatch(/(?<!\\)`/)
  expect(prose.match(/<details>/g)?.length).toBe(prose.match(/<\/details>/g)?.length)
})

test('without a culprit it shows the commits that are left, and has no trailers', () => {
  const range = {
    ...culpritResult,
    outcome: 'range',
    label: 'range',
    cause: 'untestable commits',
    culprit: null,
  } as const
  const markdown = markdownReport(inputFor({ ...range, affectedTargets: [], checks: [], range: [CULPRIT] }))
  expect(markdown).toContain('| `cccccccccccc` | `mm/cma: keep areas in a list` |  |  |')
  expect(markdown).not.toMatch(/Reported-by|regzbot|### The commit\n/)
})
