#!/usr/bin/env node
// Stand-in for Prisma's native schema engine, which is a download that a closed network does not
// have: the same JSON-RPC over stdio, one message a line, answered by Prisma's own WASM build of
// that engine (docs/adr/0002). For development alone; the service applies prisma/migrations by
// itself.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const wasmPackage = import.meta.resolve('@prisma/schema-engine-wasm')
const { version } = JSON.parse(readFileSync(new URL('package.json', wasmPackage), 'utf8'))

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: 'boolean', default: false },
    datamodels: { type: 'string', multiple: true, default: [] },
    datasource: { type: 'string', default: '{}' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
})
const { url } = JSON.parse(options.datasource)

/** The URL of another database on the same server. */
const databaseUrl = (name) => Object.assign(new URL(url), { pathname: `/${name}` }).href

async function withClient(connectionString, use) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

async function createDatabase() {
  const databaseName = decodeURIComponent(new URL(url).pathname.slice(1))
  const create = (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(databaseName)}`)
  await withClient(databaseUrl('postgres'), create)
  return { databaseName }
}

// ---- The engine, on adapter-pg 7.10.0 with its faults fixed ----

async function loadWasm() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const bytes = readFileSync(new URL('schema_engine_bg.wasm', wasmPackage))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings
}

// adapter-pg refuses the catalogue's "char" columns (type 18), which introspection reads: hand them
// over as text (25).
function readCharAsText({ Query }) {
  const { handleRowDescription } = Query.prototype
  Query.prototype.handleRowDescription = function (message) {
    for (const field of message.fields) if (field.dataTypeID === 18) field.dataTypeID = 25
    return handleRowDescription.call(this, message)
  }
}

// One connection, so that locks and session settings hold; whole scripts, because adapter-pg cuts
// them at every `;`.
async function connect(connectionString) {
  const { PrismaPg } = await import('@prisma/adapter-pg')
  const schema = new URL(connectionString).searchParams.get('schema') ?? undefined
  const adapter = await new PrismaPg({ connectionString, max: 1 }, { schema }).connect()
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script)
    } catch (error) {
      adapter.onError(error)
    }
  }
  return adapter
}

// adapter-pg's own shadow is the main database when given a connection string, and is dropped while
// still in use.
async function connectToShadow() {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
  await withClient(url, (client) => client.query(`CREATE DATABASE "${name}"`))
  const shadow = await connect(databaseUrl(name))
  const dispose = shadow.dispose.bind(shadow)
  shadow.dispose = async () => {
    await dispose()
    await withClient(url, (client) => client.query(`DROP DATABASE "${name}" WITH (FORCE)`))
  }
  return shadow
}

async function startEngine() {
  if (!url) throw new Error('no database to work on: set DATABASE_URL')
  const { SchemaEngine } = await loadWasm()
  readCharAsText((await import('pg')).default)
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils')
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(url),
    connectToShadowDb: connectToShadow,
  })
  const datamodels = options.datamodels.map((path) => [path, readFileSync(path, 'utf8')])
  return SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, () => {}, factory)
}

let started
function engine() {
  started ??= startEngine()
  return started
}

// ---- The protocol ----

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

async function call(method, params) {
  if (method === 'createDatabase') return await createDatabase()
  const running = await engine()
  if (method === 'getDatabaseVersion') return await running.version()
  if (typeof running[method] !== 'function') throw new Error(`the schema engine has no method ${method}`)
  const result = await running[method](params)
  if (method !== 'diff' || result.stdout == null) return result
  // The native engine has the command line print a difference, instead of answering with it.
  send({ id: 1, method: 'print', params: { content: result.stdout.replace(/\n$/, '') } })
  return { exitCode: result.exitCode, stdout: null }
}

function describe(error) {
  const error_code = error.code ?? error.error_code ?? null
  const data = { is_panic: false, message: error.message, meta: error.meta ?? null, error_code }
  return { code: 4466, message: 'An error happened. Check the data field for details.', data }
}

async function answer({ id, method, params }) {
  try {
    send({ id, result: (await call(method, params)) ?? null })
  } catch (error) {
    send({ id, error: describe(error) })
  }
}

function serve() {
  let queue = Promise.resolve()
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  lines.on('line', (line) => {
    const message = JSON.parse(line)
    // What has no method answers our `print`.
    if (message.method) queue = queue.then(() => answer(message))
  })
  lines.on('close', () => queue.then(() => process.exit(0)))
}

// ---- The sub-commands that Prisma calls before it talks to the engine ----

const commands = {
  'can-connect-to-database': () => withClient(url, () => {}),
  'create-database': createDatabase,
}

// The codes that Prisma's command line acts on: P1003 makes it create the database, the others are
// printed.
function userFacing({ code, message }) {
  const { host, pathname, username } = new URL(url)
  if (code === '3D000') return ['P1003', `Database \`${pathname.slice(1)}\` does not exist`]
  if (code === '28P01' || code === '28000') return ['P1000', `Authentication failed for user \`${username}\``]
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return ['P1001', `Can't reach database server at \`${host}\``]
  return [null, message]
}

async function runCommand(name) {
  const log = (level, fields) => {
    const timestamp = new Date().toISOString()
    console.error(JSON.stringify({ timestamp, level, fields, target: 'schema_engine::logger' }))
  }
  log('INFO', { message: 'Starting schema engine CLI', git_hash: version })
  try {
    if (!commands[name]) throw new Error(`the stand-in for the schema engine has no command ${name}`)
    await commands[name]()
    log('INFO', { message: 'done' })
    return 0
  } catch (error) {
    const [error_code, message] = userFacing(error)
    log('ERROR', { is_panic: false, error_code, message })
    return 1
  }
}

if (options.version) console.log(`schema-engine-wasm ${version}`)
else if (positionals[0] === 'cli') process.exit(await runCommand(positionals[1]))
else serve()
