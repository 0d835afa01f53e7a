/**
 * How many rows of one kind a reconciler is given: the next call finds the rest, so that none reads
 * or enqueues without bound.
 */
export const MOST_AT_ONCE = 500
