import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

/** A regular expression of the program, and where it stands. */
export interface FoundPattern {
  /** `packages/git/src/failure.ts:23` */
  readonly place: string
  readonly source: string
  readonly flags: string
}

/** What a file says of regular expressions. */
export interface FileOfPatterns {
  readonly patterns: readonly FoundPattern[]
  /** Where `new RegExp` stands in a function: what it is made of is known at run time alone. */
  readonly made: readonly string[]
}

const TESTS = /\.(?:test|fixture|test-data)\.tsx?$/

/** Lists the sources of the program below some directories, without tests. */
export function sourcesBelow(root: string, directories: readonly string[]): string[] {
  return directories
    .flatMap((directory) =>
      readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name)),
    )
    .filter((path) => /\.tsx?$/.test(path) && !TESTS.test(path) && !path.includes('/fixture/'))
    .sort()
}

/**
 * Reads all regular expressions of a file: literals, and what schemas of requests hold in
 * `pattern`.
 */
export function patternsOf(root: string, path: string): FileOfPatterns {
  const patterns: FoundPattern[] = []
  const made: string[] = []
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
  const placeOf = (node: ts.Node) =>
    `${relative(root, join(root, path))}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const text = node.getText()
      const end = text.lastIndexOf('/')
      patterns.push({ place: placeOf(node), source: text.slice(1, end), flags: text.slice(end + 1) })
    }
    if (isSchemaPattern(node)) patterns.push({ place: placeOf(node), source: node.initializer.text, flags: 'u' })
    if (inFunction && ts.isNewExpression(node) && node.expression.getText() === 'RegExp') made.push(placeOf(node))
    const inside = inFunction || ts.isFunctionLike(node)
    ts.forEachChild(node, (child) => visit(child, inside))
  }
  visit(file, false)
  return { patterns, made }
}

function isSchemaPattern(node: ts.Node): node is ts.PropertyAssignment & { initializer: ts.StringLiteral } {
  return ts.isPropertyAssignment(node) && node.name.getText() === 'pattern' && ts.isStringLiteral(node.initializer)
}
