import type { FieldError } from '@kbisect/bisection'
import { HttpProblem } from './problems.ts'

const JSON_TYPE = 'application/json'

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

const inField = (status: number, code: string, error: FieldError, detail = `${error.field} ${error.message}`) =>
  new HttpProblem(status, code, detail, { errors: [error] })

/** A body of another type than JSON; what curl sends by itself is called a form. */
function wrongType({ headers }: Sent): HttpProblem {
  const value = String(headers['content-type'] ?? 'none')
  const hint = `Send the header "Content-Type: ${JSON_TYPE}".`
  const detail = `the body has the type ${value}, and only JSON is read; send the header "Content-Type: ${JSON_TYPE}"`
  return inField(
    415,
    'unsupported-type',
    { field: 'content-type', value, message: `is not ${JSON_TYPE}`, hint },
    detail,
  )
}

/** What Fastify and its plugins refuse before a route sees the request, by their codes. */
const REFUSALS: Readonly<Record<string, (sent: Sent) => HttpProblem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: wrongType,
  FST_ERR_CTP_EMPTY_TYPE: wrongType,
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    inField(400, 'bad-request', {
      field: 'body',
      message: 'is empty, and its Content-Type says that it is JSON',
      hint: 'Send a JSON object, or leave the header Content-Type out where the operation takes no body.',
    }),
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    inField(413, 'bad-request', {
      field: 'body',
      message: 'is larger than this service reads',
      hint: 'Send at most 8 MiB; configuration files and scripts can be shortened.',
    }),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ({ headers }) =>
    inField(400, 'bad-request', {
      field: 'content-length',
      value: headers['content-length'],
      message: 'is not the number of bytes of the body',
      hint: 'Leave the header to the HTTP client, which counts them.',
    }),
  FST_ERR_BAD_URL: ({ url }) =>
    inField(
      400,
      'bad-request',
      {
        ...{ field: 'url', value: url.slice(0, 200), message: 'is not valid: a percent sign begins no UTF-8 text' },
        hint: 'Encode the parts of the path as UTF-8; a percent sign itself is written %25.',
      },
      `the address ${url.slice(0, 200)} is not valid`,
    ),
}

/** Returns what a refusal of the framework means for the client; undefined for any other error. */
export function frameworkProblem(error: Error, sent: Sent): HttpProblem | undefined {
  const code = 'code' in error ? String(error.code) : ''
  const known = REFUSALS[code]
  if (known) return known(sent)
  const status = 'statusCode' in error ? Number(error.statusCode) : Number.NaN
  if (!(status >= 400 && status < 500)) return undefined
  if (status === 415) return wrongType(sent)
  if (status === 429)
    return new HttpProblem(429, 'too-many-requests', error.message, {
      hint: 'Wait as long as the header Retry-After says, and ask less often.',
    })
  return new HttpProblem(status, 'bad-request', error.message, {
    hint: 'Compare the request with the description of the API at /api/v1/docs.',
  })
}
