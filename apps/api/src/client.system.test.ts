import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Store } from '@kbisect/store'
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { notReproduced } from './results.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { createSmallRepository } from './small-repository.fixture.ts'

const execute = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '../../..')
const SOURCES = resolve(import.meta.dirname, '../client')
const COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc6')

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly security?: readonly object[]
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: object }> }>
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}
interface Answer {
  readonly operation: string
  readonly asked: string
  readonly status: number
  readonly error?: unknown
}

let service: TestService
let directory: string
let document: OpenAPI3
let operations: (Operation & { readonly name: string; readonly method: string; readonly path: string })[]

beforeAll(async () => {
  service = await startTestService({ KBISECT_SMTP_URL: 'smtp://127.0.0.1:2525' })
  directory = join(service.directory, 'client')
  const text = await (await fetch(`${service.url}/api/v1/openapi.json`)).text()
  document = JSON.parse(text) as OpenAPI3
  operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      name: operation.operationId ?? '',
      method,
      path,
    })),
  )
})
afterAll(() => service?.remove())

describe('the description', () => {
  test('names every operation once, as a verb and a noun', () => {
    const names = operations.map(({ name }) => name)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
    for (const name of names) expect(name).toMatch(/^[a-z]+[A-Z][A-Za-z0-9]+$/)
  })

  test('says of each who may use it, what is answered, and how problems look', () => {
    for (const { name, security, responses } of operations) {
      expect([name, security]).toEqual([name, expect.any(Array)])
      for (const status of ['4XX', '5XX'])
        expect([name, Object.keys(responses[status]?.content ?? {})]).toEqual([name, ['application/problem+json']])
      const good = Object.entries(responses).filter(([status]) => status.startsWith('2') && status !== '204')
      const typed = good.flatMap(([, { content = {} }]) => Object.values(content).map(({ schema }) => schema))
      expect([name, typed.length > 0 || '204' in responses]).toEqual([name, true])
      for (const schema of typed) expect([name, Object.keys(schema ?? {}).length]).not.toEqual([name, 0])
    }
  })

  test('lists go on by cursor and limit', () => {
    for (const name of [
      'listBisections',
      'listRegressions',
      'listAudit',
      'listTreeRevisions',
      'listWebhookDeliveries',
    ]) {
      const found = operations.find((operation) => operation.name === name)
      expect([name, found?.parameters?.map((parameter) => parameter.name)]).toEqual([
        name,
        expect.arrayContaining(['cursor', 'limit']),
      ])
    }
  })

  test('shows how to ask for a bisection, and that a request may be repeated', () => {
    const post = operations.find(({ name }) => name === 'createBisection')
    expect(JSON.stringify(post)).toContain('next-20200921')
    expect(post?.parameters).toMatchObject([{ in: 'header', name: 'idempotency-key' }])
  })
})

/** Something of everything, to be asked for. */
async function prepare(): Promise<Record<string, unknown>> {
  const repositoryPath = join(service.directory, 'source')
  const repository = createSmallRepository(repositoryPath)
  await service.call('POST', '/trees', { name: 'small', url: repositoryPath })
  const { bisections } = service.parts.store
  const start = async () => {
    const target = { architecture: 'arm64', fragments: [{ name: 'one', content: 'CONFIG_ONE=y\n' }] }
    const request = { tree: 'small', good: 'c0', bad: 'main', attach: false, target }
    return (await (await service.call('POST', '/bisections', request)).json()) as {
      id: string
      targets: { key: string; fragments: { digest: string }[] }[]
    }
  }
  const [{ id: bisection, targets }, { id: unwanted }, { id: paused }] = [await start(), await start(), await start()]
  const commit = repository.hash('main')
  const file = join(service.directory, 'console')
  writeFileSync(file, 'Kernel panic\n')
  const { digest: artifact, bytes } = await service.parts.artifacts.putFile('log', file)
  const targetKey = targets[0]?.key ?? ''
  await bisections.addRun(bisection, {
    ...{ revision: { commit }, targetKey, attempt: 1, result: { kind: 'passed' }, log: artifact, logBytes: bytes },
    ...{ command: 'qemu', emulator: 'QEMU', accelerator: 'tcg', worker: 'w', cpuSeconds: 1, seconds: 1 },
  })
  await bisections.addBuild(bisection, {
    ...{ revision: { commit }, targetKey, result: 'built', signature: null, imageDigest: null, toolchain: 'gcc 12' },
    toolchainId: '7'.repeat(64),
    ...{
      droppedSymbols: [],
      artifacts: [{ name: 'config', digest: artifact, bytes }],
      commands: ['make -C SOURCE O=OUT ARCH=arm64 Image'],
    },
    ...{ worker: 'w', seconds: 1 },
  })
  const [run] = (await bisections.runs(bisection, { limit: 1 })).items
  const tree = await service.parts.store.trees.byName('small')
  const regression = await bisections.addRegression(bisection, {
    ...{ goodHash: repository.hash('c0'), badHash: commit, targetName: 'arm64', architecture: 'arm64', branch: 'main' },
    ...{ treeId: tree?.id ?? '', testKind: 'boot', signature: null },
  })
  await bisections.update(bisection, {
    state: 'finished',
    stage: 'done',
    finishedAt: new Date(),
    result: notReproduced,
  })
  await bisections.update(paused, { state: 'paused', pauseReason: 'the disk is full' })
  await bisections.saveRange(paused, [
    {
      ...{ hash: commit, parents: [repository.hash('c0')], subject: 'the newest', committedAt: 1, authoredAt: 1 },
      ...{ authorName: 'Ann', authorEmail: 'ann@example.org' },
    },
  ])
  const held = {
    state: 'held',
    ...{ bisectionId: bisection, finding: commit, reason: 'the policy is off', inReplyTo: null },
    ...{ subject: 'It broke', text: 'It broke.' },
    recipients: [{ address: 'ann@example.org', name: null, field: 'to', reason: 'she asked' }],
  } as const
  const mail = async (kind: 'report' | 'follow-up') =>
    await service.parts.store.mails.add({ ...held, kind, messageId: `<${kind}@example.org>` }, new Date())
  const mails = { wanted: await mail('report'), unwanted: await mail('follow-up') }
  const task = `boot.${commit}.${targetKey}.1`
  writeFileSync(join(service.directory, 'live-logs', `${bisection}.${task}.log`), 'Booting Linux\n')
  const configFile = targets[0]?.fragments[0]?.digest
  const seen = await addWatchedRevisions()
  const things = {
    seen,
    bisection,
    unwanted,
    paused,
    task,
    run: run?.id,
    artifact,
    configFile,
    mails,
    regression,
    commit,
  }
  return {
    ...things,
    tree: 'small',
    repository: repositoryPath,
    token: service.token,
    made: { webhook: '', token: '', delivery: '', watch: '' },
  }
}

/** A watch that saw two revisions. */
async function addWatchedRevisions() {
  const { watches, watchWork, trees } = service.parts.store as Store
  const tree = await trees.byName('small')
  const { id: watch } = await watches.create({
    ...{ name: 'seen', treeId: tree?.id ?? '', branches: ['main'], targets: [{ architecture: 'arm64' }] },
    ...{ tests: [{ kind: 'boot' }], schedule: { everySeconds: 900 }, revisions: 'newest', policy: 'record', runs: 2 },
    ...{ buildsPerDay: null, bisections: 2, createdBy: null },
  })
  const [before, commit] = ['c'.repeat(40), 'd'.repeat(40)] as const
  const commits = [before, commit].map((hash) => ({ hash, subject: 'a change', committedAt: 1 }))
  const cell = { targetKey: 'aaaaaaaaaaaaaaaa', targetName: 'arm64', testIndex: 0, testKind: 'boot' } as const
  await watchWork.addRevisions(watch, 'main', commit, commits, [cell])
  return { watch, before, commit }
}

/** Whether a path of an address is one of the template's. */
const fits = (template: string, path: string): boolean =>
  new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path)

describe('a client that is generated from the description', () => {
  test('compiles with strict types, and every operation answers it', async () => {
    mkdirSync(directory)
    cpSync(SOURCES, directory, { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'))
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
    writeFileSync(join(directory, 'schema.ts'), astToString(await openapiTypescript(document, { silent: true })))
    const options = {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
    }
    const modules = { module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom'], types: ['node'], outDir: 'out' }
    const files = ['main.ts', 'types.ts']
    writeFileSync(
      join(directory, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...modules }, files }),
    )
    const compiled = await execute(process.execPath, [COMPILER, '-p', directory]).catch((error: unknown) => error)
    expect((compiled as { stdout: string }).stdout).toBe('')

    const given = JSON.stringify(await prepare())
    const program = [join(directory, 'out/main.js'), service.url, service.token, given]
    const { stdout } = await execute(process.execPath, program, { maxBuffer: 1 << 26 })
    const answers = JSON.parse(stdout) as Answer[]
    const called = new Map(answers.map((answer) => [answer.operation, answer]))
    const missing = operations.filter(({ name }) => !called.has(name))
    expect(
      missing.map(({ name, method, path }) => `${name}: ${method} ${path}`),
      'add a line to apps/api/client/calls.ts',
    ).toEqual([])
    for (const { name, method, path } of operations) {
      const answer = called.get(name)
      const [askedMethod, askedPath = ''] = answer?.asked.split(' ') ?? []
      expect([name, askedMethod, fits(path, askedPath)]).toEqual([name, method, true])
      expect([name, answer?.status, answer?.error]).toEqual([
        name,
        expect.toSatisfy((status) => status >= 200 && status < 300),
        undefined,
      ])
    }
  })
})
