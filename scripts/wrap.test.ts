import { describe, expect, test } from 'vitest'
import { firstChange, wrapComments, wrapFile, wrapLineComments, wrapMarkdown } from './wrap.mjs'

const WORDS = 'every worker takes the next task from the queue and stores what it found '
const LONG = (WORDS + WORDS).trim()
const beyond = (text: string) => text.split('\n').filter((line) => line.length > 100)

describe('a comment that is too long', () => {
  test('becomes a block where it was one line of documentation', () => {
    expect(wrapComments(`  /** ${LONG} */\n  const a = 1\n`, 'a.ts')).toBe(
      `  /**
   * every worker takes the next task from the queue and stores what it found every worker takes the
   * next task from the queue and stores what it found
   */
  const a = 1
`,
    )
  })

  test('is filled over its lines, and leaves the paragraphs beside it alone', () => {
    const before = `/**
 * Short
 * lines.
 *
 * ${LONG}
 * and more.
 *
 * - an item
 * - ${LONG}
 * @param {string} name ${LONG}
 */
`
    const after = wrapComments(before, 'a.mjs')
    expect(beyond(after)).toEqual([])
    expect(after).toContain(' * Short\n * lines.\n *\n')
    expect(after).toContain('stores what it found and more.\n')
    expect(after).toContain('\n * - an item\n * - every worker')
    expect(after).toMatch(/\n \* {3}next task/)
    expect(after).toMatch(/\n \* @param \{string\} name every/)
  })

  test('is wrapped as lines where it was lines', () => {
    const after = wrapComments(`function f() {\n  // ${LONG}\n  // ${WORDS}\n  return 1\n}\n`, 'a.ts')
    expect(beyond(after)).toEqual([])
    expect(after.match(/^ {2}\/\/ /gm)).toHaveLength(3)
  })

  test('stays the same when it is wrapped again', () => {
    const once = wrapComments(`// ${LONG} - ${LONG}\n`, 'a.ts')
    expect(wrapComments(once, 'a.ts')).toBe(once)
  })

  test('keeps what stands between back quotes on one line', () => {
    const code = '`git bisect start --first-parent bad good`'
    expect(wrapComments(`// ${LONG.slice(0, 75)} ${code} and ${WORDS}\n`, 'a.ts')).toContain(`// ${code} and`)
  })
})

test('what looks like a comment and is none stays as it is', () => {
  const text = `const a = \`\n// ${LONG}\n/** ${LONG} */\n\`\nconst b = <p>\n// ${LONG}\n</p>\n`
  expect(wrapComments(text, 'a.tsx')).toBe(text)
})

test('comments for tools and comments behind code stay as they are', () => {
  const text = `// biome-ignore lint/style/noName: ${LONG}\nconst a = 1 // ${LONG}\n`
  expect(wrapComments(text, 'a.ts')).toBe(text)
})

test('comments of other languages keep their mark', () => {
  const schema = wrapLineComments(`model A {\n  /// ${LONG}\n  id String\n}\n`, '///')
  expect(beyond(schema)).toEqual([])
  expect(schema.match(/^ {2}\/\/\/ /gm)).toHaveLength(2)
  expect(wrapLineComments(`# ${LONG}\nrun\n`, '#').match(/^# /gm)).toHaveLength(2)
})

describe('Markdown', () => {
  test('that is too long is filled, with items indented below their mark', () => {
    const after = wrapMarkdown(`# Title\n\n${LONG}\n\n1. ${LONG}\n2. short\n`)
    expect(beyond(after)).toEqual([])
    expect(after).toMatch(/^1\. every.*\n {3}next task.*\n2\. short\n$/m)
  })

  test('keeps tables, code, headings and HTML', () => {
    const text = `# ${LONG}\n\n| a | ${LONG} |\n\n\`\`\`sh\necho ${LONG}\n\n${LONG}\n\`\`\`\n\n<!-- ${LONG} -->\n`
    expect(wrapMarkdown(text)).toBe(text)
  })

  test('begins no line with a word that would begin a list', () => {
    const text = `${'word '.repeat(19)}ends - here and 1. there ${LONG}`
    expect(wrapMarkdown(text)).not.toMatch(/^(?:-|1\.) /m)
  })

  test('keeps links on one line', () => {
    const text = `${LONG.slice(0, 90)} [the decision on histories](docs/histories.md) ${LONG}`
    expect(wrapMarkdown(text)).toContain('\n[the decision on histories](docs/histories.md) every')
  })

  test('keeps line breaks', () => {
    expect(wrapMarkdown(`${LONG}  \nnext\n`)).toMatch(/found {2}\nnext\n$/)
  })
})

test('a file is wrapped by its ending, others come back as they are', () => {
  expect(wrapFile('a.png', LONG)).toBe(LONG)
  expect(beyond(wrapFile('a.md', LONG))).toEqual([])
})

test('the first line that changed is named', () => {
  expect(firstChange('a\nb\nc', 'a\nB\nc')).toBe(2)
})
