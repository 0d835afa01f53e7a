/**
 * Returns a text of at most `most` characters: of a longer one the start and an ellipsis, without
 * half of a surrogate pair.
 */
export const cutText = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/\p{Surrogate}$/u, '')}…`
