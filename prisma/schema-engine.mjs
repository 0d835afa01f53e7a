#!/usr/bin/env node
// Stand-in for Prisma's native schema-engine: same JSON-RPC over stdio, backed by Prisma's WASM build of it.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const wasmPackage = import.meta.resolve('@prisma/schema-engine-wasm')
const { version: wasmVersion } = JSON.parse(readFileSync(new URL('package.json', wasmPackage)))
if (process.argv.includes('--version')) {
  console.log(`schema-engine-wasm ${wasmVersion}`)
  process.exit(0)
}

const { values: args, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datamodels: { type: 'string', multiple: true, default: [] },
    datasource: { type: 'string', default: '{}' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
})
const { url } = JSON.parse(args.datasource)

async function loadEngine() {
  const bg = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const file = new URL('schema_engine_bg.wasm', wasmPackage)
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { './schema_engine_bg.js': bg })
  bg.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bg
}

const at = (pathname) => Object.assign(new URL(url), pathname && { pathname }).href

async function connected(connectionString, use = () => {}) {
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
  await connected(at('/postgres'), (c) => c.query(`CREATE DATABASE ${c.escapeIdentifier(databaseName)}`))
  return { databaseName }
}

// The codes that Prisma's CLI acts on: P1003 makes it create the database, the others are printed.
function userFacing(error) {
  const { hostname, port, pathname, username } = new URL(url)
  if (error.code === '3D000') return ['P1003', `Database \`${pathname.slice(1)}\` does not exist`]
  if (error.code === '28P01' || error.code === '28000') return ['P1000', `Authentication failed for user \`${username}\``]
  if (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND') return ['P1001', `Can't reach database server at \`${hostname}:${port || 5432}\``]
  return [null, error.message]
}

// adapter-pg refuses the catalogue's "char" columns (oid 18), which introspection reads: hand them over as text (25).
function readCharAsText({ Query }) {
  const { handleRowDescription } = Query.prototype
  Query.prototype.handleRowDescription = function (message) {
    for (const field of message.fields) if (field.dataTypeID === 18) field.dataTypeID = 25
    return handleRowDescription.call(this, message)
  }
}

let enginePromise
const engine = () =>
  (enginePromise ??= (async () => {
    const { SchemaEngine } = await loadEngine()
    readCharAsText((await import('pg')).default)
    const { PrismaPg } = await import('@prisma/adapter-pg')
    const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils')
    const schema = url ? (new URL(url).searchParams.get('schema') ?? undefined) : undefined
    // One connection, so that locks and session settings hold; whole scripts, because adapter-pg cuts them at every `;`.
    const open = async (connectionString) => {
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
    // adapter-pg's own shadow database opens the main one when given a connection string, and is dropped while in use.
    const openShadow = async () => {
      const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
      await connected(url, (c) => c.query(`CREATE DATABASE "${name}"`))
      const shadow = await open(at(`/${name}`))
      const dispose = shadow.dispose.bind(shadow)
      shadow.dispose = async () => {
        await dispose()
        await connected(url, (c) => c.query(`DROP DATABASE "${name}" WITH (FORCE)`))
      }
      return shadow
    }
    const factory = { provider: 'postgres', adapterName: '@prisma/adapter-pg', connect: () => open(url), connectToShadowDb: openShadow }
    const datamodels = args.datamodels.map((path) => [path, readFileSync(path, 'utf8')])
    return SchemaEngine.new({ datamodels: datamodels.length ? datamodels : undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(factory))
  })())

const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n')

async function handle({ id, method, params }) {
  try {
    let result
    if (method === 'createDatabase') result = await createDatabase()
    else if (method === 'getDatabaseVersion') result = await (await engine()).version()
    else {
      const e = await engine()
      if (typeof e[method] !== 'function') throw new Error(`schema engine has no method ${method}`)
      result = await e[method](params)
      if (method === 'diff' && result.stdout != null) {
        send({ id: 1, method: 'print', params: { content: result.stdout.replace(/\n$/, '') } })
        result = { exitCode: result.exitCode, stdout: null }
      }
    }
    send({ id, result: result ?? null })
  } catch (error) {
    if (process.env.SE_DEBUG) console.error(error, Object.entries(error))
    send({
      id,
      error: {
        code: 4466,
        message: 'An error happened. Check the data field for details.',
        data: { is_panic: false, message: error.message, meta: error.meta ?? null, error_code: error.code ?? error.error_code ?? null },
      },
    })
  }
}

if (positionals[0] === 'cli') {
  const log = (level, fields) => console.error(JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' }))
  log('INFO', { message: 'Starting schema engine CLI', git_hash: wasmVersion })
  const command = { 'can-connect-to-database': () => connected(url), 'create-database': createDatabase }[positionals[1]]
  try {
    if (!command) throw new Error(`unknown command ${positionals[1]}`)
    await command()
    log('INFO', { message: 'done' })
    process.exit(0)
  } catch (error) {
    const [error_code, message] = userFacing(error)
    log('ERROR', { is_panic: false, error_code, message })
    process.exit(1)
  }
}
let queue = Promise.resolve()
createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  const message = JSON.parse(line)
  if (message.method) queue = queue.then(() => handle(message))
}).on('close', () => queue.then(() => process.exit(0)))
