import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GitServerRequest {
  readonly path: string
  /** Its header `Authorization`; undefined where it had none. */
  readonly authorization: string | undefined
}

export interface GitServer {
  /** Without a slash at the end; a repository's path in the root comes behind it. */
  readonly url: string
  /** In the order in which they came. */
  readonly requests: readonly GitServerRequest[]
  stop(): Promise<void>
}

export interface GitServerOptions {
  /** The directory with the bare repositories. */
  readonly root: string
  /** What a client must know; absent: anybody may read. */
  readonly credentials?: { readonly user: string; readonly password: string }
  /** Text of the answer to a client that does not know it. */
  readonly refusal?: (request: GitServerRequest) => string
  /** Where a path is sent on to. */
  readonly redirect?: (path: string) => string | undefined
}

/** Serves git repositories by HTTP on 127.0.0.1, with the server program of git itself. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const requests: GitServerRequest[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname: path } = new URL(request.url ?? '/', 'http://localhost')
    const got = { path, authorization: request.headers.authorization }
    requests.push(got)
    const location = options.redirect?.(path)
    if (location !== undefined) return void response.writeHead(302, { location }).end()
    if (!isAllowed(options, got)) {
      const headers = { 'www-authenticate': 'Basic realm="git"', 'content-type': 'text/plain' }
      return void response.writeHead(401, headers).end(options.refusal?.(got) ?? 'no')
    }
    serve(options.root, path, request, response)
  }
  const server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function isAllowed({ credentials }: GitServerOptions, { authorization }: GitServerRequest): boolean {
  if (!credentials) return true
  const { user, password } = credentials
  return authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** As a CGI program: see git-http-backend(1). */
function serve(root: string, path: string, request: IncomingMessage, response: ServerResponse): void {
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: new URL(request.url ?? '/', 'http://localhost').search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  request.pipe(backend.stdin)
  backend.stdin.on('error', () => undefined)
  const chunks: Buffer[] = []
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  backend.on('close', () => {
    const output = Buffer.concat(chunks)
    const end = output.indexOf('\r\n\r\n')
    const fields = output.subarray(0, end).toString('latin1').split('\r\n')
    const headers = fields.map((line) => line.split(/:\s*(.*)/s).slice(0, 2) as [string, string])
    const status = Number(/^(\d+)/.exec(headers.find(([name]) => name === 'Status')?.[1] ?? '200')?.[1])
    response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status')))
    response.end(output.subarray(end + 4))
  })
}
