import { RE2JS } from 're2js'

/**
 * A regular expression of a request, which takes linear time whatever it is and whatever it meets.
 */
export interface LinePattern {
  test(line: string): boolean
}

/**
 * A regular expression that cannot be used; the message says why and stands behind the name of a
 * field.
 */
export class PatternError extends Error {
  override readonly name = 'PatternError'
  /** What to do. */
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

// What a line can cost: each of its 4,096 characters meets each of so many instructions at most,
// some 100 ms. A pattern of 512 plain characters has one instruction for each.
const MOST_INSTRUCTIONS = 600
const SPELLING = 'escape special characters with \\'

/**
 * Prepares a regular expression of a request: JavaScript's with the flag `u`, without what no
 * engine can match in linear time.
 * @throws PatternError
 */
export function compilePattern(pattern: string): LinePattern {
  try {
    // To hear of mistakes alone: it never meets a text.
    new RegExp(pattern, 'u')
  } catch (error) {
    throw new PatternError(`is not a regular expression: ${(error as Error).message}`, SPELLING)
  }
  const feature = unboundedFeature(pattern)
  if (feature) throw new PatternError(`holds ${feature.name}, which can take for ever`, feature.hint)
  const compiled = compile(pattern)
  if (compiled.programSize() > MOST_INSTRUCTIONS)
    throw new PatternError('repeats too much', 'use smaller numbers in { }, or * and +, which cost less')
  return compiled
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch (error) {
    const why = (error as Error).message.replace(/^error parsing regexp: /, '')
    if (why.startsWith('invalid repeat count'))
      throw new PatternError(`repeats too much: ${why}`, 'repeat at most 1,000 times in all, or use * and +')
    throw new PatternError(`cannot be matched in linear time: ${why}`, 'write it as RE2 takes it (re2 syntax)')
  }
}

const LOOK_AROUND = {
  name: 'a look-ahead or look-behind',
  hint: 'match what stands around it as well: "foo(?= bar)" finds the lines that "foo bar" finds',
}
const BACK_REFERENCE = { name: 'a back reference', hint: 'spell out what may repeat: (foo foo|bar bar)' }

/** What needs an engine that goes back. */
function unboundedFeature(pattern: string): { readonly name: string; readonly hint: string } | undefined {
  let inClass = false
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern.charAt(at)
    if (sign === '\\') {
      at++
      if (!inClass && /[1-9k]/.test(pattern.charAt(at))) return BACK_REFERENCE
    } else if (inClass) inClass = sign !== ']'
    else if (sign === '[') inClass = true
    else if (/^\(\?<?[=!]/.test(pattern.slice(at, at + 4))) return LOOK_AROUND
  }
  return undefined
}
