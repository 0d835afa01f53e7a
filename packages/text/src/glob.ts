import { RE2JS } from 're2js'
import type { LinePattern } from './pattern.ts'

// A pattern of 200 characters has no more pieces.
const PIECE = /\*\*\/|\*+|[\s\S]/gu

/**
 * Prepares a pattern for paths, which match it as a whole: `*` stands for anything within a
 * directory, `**` for anything, two stars and a slash for directories or none, `?` for one
 * character that is no slash. All else stands for itself. Takes linear time.
 */
export function compilePathGlob(pattern: string): LinePattern {
  let source = ''
  // Directories may stand for none at the beginning of a directory alone.
  let begins = true
  for (const [piece] of pattern.matchAll(PIECE)) {
    if (piece === '**/') source += begins ? '(?:.*/)?' : '.*/'
    else if (piece === '?') source += '[^/]'
    else if (piece.startsWith('*')) source += piece.length > 1 ? '.*' : '[^/]*'
    else source += RE2JS.quote(piece)
    begins = piece.endsWith('/')
  }
  return exactly(source)
}

/**
 * The same for names whose slashes mean nothing, such as those of branches: `*` and `?` stand for
 * anything.
 */
export function compileNameGlob(pattern: string): LinePattern {
  return exactly(
    [...pattern.matchAll(PIECE)].map(([piece]) => (/^[*?]/.test(piece) ? '.*' : RE2JS.quote(piece))).join(''),
  )
}

/**
 * The same for the names of tests: `*` stands for any characters, slashes among them, `?` for
 * exactly one.
 */
export function compileGlob(pattern: string): LinePattern {
  return exactly(
    [...pattern.matchAll(PIECE)]
      .map(([piece]) => (piece === '?' ? '.' : piece.startsWith('*') ? '.*' : RE2JS.quote(piece)))
      .join(''),
  )
}

function exactly(source: string): LinePattern {
  const compiled = RE2JS.compile(source, RE2JS.DOTALL)
  return { test: (text) => compiled.testExact(text) }
}
