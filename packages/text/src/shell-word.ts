// Some shells take a word that begins with `=` for the path of a program.
const PLAIN = /^(?!=)[A-Za-z0-9_@%+=:,./-]+$/

/** Returns a text as one word of a POSIX shell, which takes it back whatever is in it. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
