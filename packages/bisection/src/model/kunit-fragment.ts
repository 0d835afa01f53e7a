/** The fragment with what a KUnit test needs of each configuration. */
export const KUNIT_FRAGMENT = 'kunit'
