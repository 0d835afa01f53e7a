// What a browser sends as path and query: no white space, backslash or control character, of which
// browsers make other addresses.
const PATH = /^\/[A-Za-z0-9_~.%&=?/+:@!$'()*,;-]*$/
const BASE = 'http://kbisect.invalid'

/**
 * Returns the path if it leads to this service whatever a browser makes of it, else the front page.
 */
export function localPath(next: string | undefined): string {
  if (next === undefined || !PATH.test(next) || !URL.canParse(next, BASE)) return '/'
  const { origin, pathname } = new URL(next, BASE)
  return origin === BASE && !pathname.startsWith('//') ? next : '/'
}
