import ts from 'typescript'
import { filesBelow, readText } from './markdown-files.ts'

/** What throws infrastructure errors, or stores them. */
const DIRECTORIES = ['exec', 'git', 'build', 'boot', 'store', 'queue', 'bisection'].map((name) => `packages/${name}`)

// Adds the strings that an expression can have as its value; the changing part of a template
// becomes `*`.
function values(node: ts.Expression | undefined, constants: ReadonlyMap<string, ts.Expression>): string[] {
  if (!node) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join('')]
  if (ts.isIdentifier(node)) return values(constants.get(node.text), new Map())
  if (ts.isBinaryExpression(node)) return [...values(node.left, constants), ...values(node.right, constants)]
  if (ts.isElementAccessExpression(node)) return values(node.expression, constants)
  if (ts.isObjectLiteralExpression(node))
    return node.properties.flatMap((each) => (ts.isPropertyAssignment(each) ? values(each.initializer, constants) : []))
  return []
}

function codeExpression(node: ts.Node): ts.Expression | undefined {
  if (ts.isNewExpression(node) && node.expression.getText().endsWith('InfrastructureError')) return node.arguments?.[0]
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) return node.arguments[0]
  const named = ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)
  if (named && node.name.getText() === 'code') return node.initializer
  const assigned = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
  if (assigned && node.left.getText() === 'this.code') return node.right
  return undefined
}

function codesOf(file: string, text: string): string[] {
  // Parsing is the slow part.
  if (!/InfrastructureError|\bcode\b/.test(text)) return []
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const constants = new Map<string, ts.Expression>()
  const found: string[] = []
  const collect = (node: ts.Node) => {
    if (ts.isVariableDeclaration(node) && node.initializer) constants.set(node.name.getText(), node.initializer)
    ts.forEachChild(node, collect)
  }
  const visit = (node: ts.Node) => {
    found.push(...values(codeExpression(node), constants))
    ts.forEachChild(node, visit)
  }
  collect(source)
  visit(source)
  // Codes are lower-case words; messages of other errors are sentences, and names of POSIX errors
  // are upper-case.
  return found.filter((code) => /^[a-z*][a-z*0-9]*(-[a-z*0-9]+)+$/.test(code))
}

/**
 * Returns the codes of infrastructure errors and ambiguous failures that the sources name, each
 * with the directories of the packages that name it. In a code that is put together, `*` stands for
 * the part that changes.
 */
export function findErrorCodes(): Map<string, string[]> {
  const files = [...DIRECTORIES, 'apps/worker']
    .flatMap((directory) => filesBelow(`${directory}/src`))
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
  const codes = new Map<string, string[]>()
  for (const file of files.sort()) {
    const where = file.split('/', 2).join('/')
    for (const code of codesOf(file, readText(file))) {
      const before = codes.get(code) ?? []
      if (!before.includes(where)) codes.set(code, [...before, where])
    }
  }
  return codes
}
