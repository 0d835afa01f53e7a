/** The verdicts that a person can set. */
export const overrideVerdicts = ['good', 'bad', 'skip'] as const
