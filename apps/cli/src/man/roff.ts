const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '^': '\\(ha',
  '~': '\\(ti',
  '`': '\\(ga',
}

const unicodeName = (letter: string): string =>
  `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`

/** Returns a text as roff prints it: no character of it is a command. */
export function roffText(text: string): string {
  return text
    .replace(/[\\'^~`-]|\P{ASCII}/gu, (letter) => ESCAPES[letter] ?? unicodeName(letter))
    .replace(/^(?=\.)/gm, '\\&')
}

/** A text with the words in backticks in bold. */
export const roffProse = (text: string): string =>
  text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? `\\fB${roffText(part)}\\fR` : roffText(part)))
    .join('')

/** A paragraph with its term in front, as options have them. */
export const roffTerm = (term: string, meaning: string): string =>
  `.TP\n\\fB${roffText(term)}\\fR\n${roffProse(meaning)}`

/** Lines that are shown as they are. */
export const roffLines = (text: string): string => `.nf\n${roffText(text)}\n.fi`
