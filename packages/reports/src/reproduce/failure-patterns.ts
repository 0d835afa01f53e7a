// A line of the console as the reader of consoles begins it: level, time, processor or task.
const PREFIX = /^(?:<\d>)?\[[\s\d.]+\](?:\[[^\]]*\])? ?/
const MOST = 200

const NUMBER = '(0x)?[0-9a-fA-F.]+'

/**
 * A line in an extended regular expression that matches it whatever its numbers and addresses are.
 */
export function linePattern(line: string): string {
  return pattern(line.replace(PREFIX, '').trim(), /\b0x[0-9a-f]+\b|\b(?=[a-f]*\d)[0-9a-f]{8,16}\b|\d+(?:\.\d+)?/gi)
}

/** The same for the title of a signature, in which words stand for numbers and addresses. */
export function titlePattern(title: string): string {
  return pattern(title.trim(), /\b(?:ADDR|N)\b/g)
}

function pattern(text: string, numbers: RegExp): string {
  const parts = text.slice(0, MOST).split(numbers)
  // Quotation marks are written differently by compilers in other languages.
  return parts
    .map((part) => part.replace(/[\][.^$\\*+?(){}|]/g, '\\$&').replace(/['‘’]|[^ -~]+/g, '.{1,9}'))
    .join(NUMBER)
}
