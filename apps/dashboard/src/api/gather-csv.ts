import { mostItems } from './list-all.ts'
import { pageQuery } from './paged.ts'
import { request } from './request.ts'

const MOST_PAGES = 50
/** Rows of a list that a download holds at most. */
export const mostCsvRows = MOST_PAGES * mostItems

export interface GatheredCsv {
  /** The parts of the file, in their order. */
  readonly parts: readonly string[]
  /** The list has more rows than the file. */
  readonly isCut: boolean
}

/** Where the answer says that the list goes on; undefined at its end. */
function nextCursor({ headers }: Response): string | undefined {
  const [, url] = /<([^<>]*)>; rel="next"/.exec(headers.get('link') ?? '') ?? []
  return url === undefined ? undefined : (new URLSearchParams(url.replace(/^[^?]*\??/, '')).get('cursor') ?? undefined)
}

/** The names of the columns hold no line breaks. */
const withoutHead = (csv: string): string => csv.slice(csv.indexOf('\n') + 1)

/**
 * Reads a list as CSV page by page, with one head; at most {@link mostCsvRows} rows.
 * @param onPage how many pages have come
 * @throws ApiError when a page cannot be read
 */
export async function gatherCsv(
  list: string,
  filters: Readonly<Record<string, string | undefined>>,
  options: { readonly signal?: AbortSignal; readonly onPage?: (pages: number) => void } = {},
): Promise<GatheredCsv> {
  const { signal, onPage } = options
  const parts: string[] = []
  let cursor: string | undefined
  do {
    const query = pageQuery({ ...filters, limit: String(mostItems), format: 'csv' }, cursor)
    const response = await request(`/${list}?${query}`, { headers: { accept: 'text/csv' }, ...(signal && { signal }) })
    const csv = await response.text()
    parts.push(parts.length === 0 ? csv : withoutHead(csv))
    onPage?.(parts.length)
    cursor = nextCursor(response)
  } while (cursor !== undefined && parts.length < MOST_PAGES)
  return { parts, isCut: cursor !== undefined }
}
