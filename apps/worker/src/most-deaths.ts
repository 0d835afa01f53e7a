/**
 * A job at which so many workers died is not begun again: a person finds the reason with what it is
 * about.
 */
export const MOST_DEATHS = 5
