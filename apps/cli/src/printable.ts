/**
 * Text from elsewhere (subjects of commits, answers of servers) as one line that cannot steer the
 * terminal: control characters and what changes the direction of writing are replaced.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\t' || character === '\n' ? ' ' : '\ufffd',
  )
}

/** The same for a text of several lines. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line.replaceAll('\t', '        ')))
    .join('\n')
}
