import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BisectionComparison, ConfigComparison, Trends } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { createSmallRepository, type SmallRepository } from './small-repository.fixture.ts'

let service: TestService
let repository: SmallRepository
const fragment = (content: string) => ({ name: 'own', content })
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')
const one = 'CONFIG_KASAN=y\nCONFIG_NR_CPUS=8\n'
const ids: string[] = []

beforeAll(async () => {
  service = await startTestService()
  repository = createSmallRepository(join(service.directory, 'source'))
  for (const name of ['small', 'quiet'])
    await service.call('POST', '/trees', { name, url: join(service.directory, 'source') })
  for (const [bad, architecture] of [
    ['main', 'arm64'],
    ['c3', 'arm'],
  ]) {
    const request = { tree: 'small', good: 'c0', bad, target: { architecture, fragments: [fragment(one)] } }
    ids.push(((await (await service.call('POST', '/bisections', request)).json()) as { id: string }).id)
  }
})
afterAll(() => service?.remove())

test('the comparison of two bisections names each field that differs, and none of one with itself', async () => {
  const { differences } = await expectAnswer(
    BisectionComparison,
    await service.call('GET', `/bisections/${ids[0]}/compare/${ids[1]}`),
  )
  expect(differences).toEqual(
    expect.arrayContaining([
      { field: 'request.bad', first: 'main', second: 'c3' },
      { field: 'request.target.architecture', first: 'arm64', second: 'arm' },
      { field: 'bad.hash', first: repository.hash('main'), second: repository.hash('c3') },
    ]),
  )
  expect(differences.map(({ field }) => field)).not.toContain('request.good')
  const same = await service.call('GET', `/bisections/${ids[0]}/compare/${ids[0]}`)
  expect((await expectAnswer(BisectionComparison, same)).differences).toEqual([])
  await expectProblem(await service.call('GET', `/bisections/${ids[0]}/compare/nosuchone`), 404)
})

test('a configuration file of a request is compared with the configuration of a build', async () => {
  const built = 'CONFIG_KASAN=y\n# CONFIG_NR_CPUS is not set\nCONFIG_SMP=y\n'
  const file = join(service.directory, 'config')
  writeFileSync(file, built)
  const { digest } = await service.parts.artifacts.putFile('config', file)
  const response = await service.call('GET', `/config-diff?from=${digestOf(one)}&to=${digest}`)
  expect((await expectAnswer(ConfigComparison, response)).differences).toEqual([
    { option: 'NR_CPUS', from: '8', to: 'n' },
    { option: 'SMP', from: null, to: 'y' },
  ])
  const unknown = '0'.repeat(64)
  const { errors } = await expectProblem(await service.call('GET', `/config-diff?from=${digest}&to=${unknown}`), 404)
  expect(errors).toMatchObject([{ field: 'to', value: unknown, hint: expect.stringContaining('digest') }])
  await expectProblem(await service.call('GET', `/config-diff?from=${digest}`), 400)
})

describe('trends', () => {
  const today = new Date().toISOString().slice(0, 10)

  test('count what was tested, found and ended in each tree by day', async () => {
    const { bisections, trees } = service.parts.store
    const [id = ''] = ids
    const treeId = (await trees.byName('small'))?.id ?? ''
    const place = { treeId, branch: null, architecture: 'arm64', targetName: 'arm64', testKind: 'boot' } as const
    const [goodHash, badHash] = [repository.hash('c0'), repository.hash('main')]
    await bisections.addRegression(id, { ...place, goodHash, badHash, signature: null })
    const run = {
      ...{ targetKey: (await bisections.detail(id))?.targets[0]?.key ?? '', attempt: 1, log: null, logBytes: 0 },
      ...{ command: 'qemu', emulator: 'QEMU', accelerator: 'tcg' as const, worker: 'w', cpuSeconds: 1, seconds: 1 },
    }
    const failed = { kind: 'failed', signature: { kind: 'panic', text: 'panic' }, stage: 'kernel' } as never
    await bisections.addRun(id, { ...run, revision: { commit: badHash }, result: failed })
    await bisections.addRun(id, { ...run, revision: { commit: goodHash }, result: { kind: 'passed' } })
    const { days, items } = await expectAnswer(Trends, await service.call('GET', '/trends'))
    expect(days).toBe(30)
    const counted = { failing: 1, passing: 1, regressions: 1, bisections: 0, culprits: 0 }
    expect(items).toEqual([{ tree: 'small', day: today, ...counted }])
    expect((await expectAnswer(Trends, await service.call('GET', '/trends?tree=small&days=1'))).items).toEqual(items)
    expect((await expectAnswer(Trends, await service.call('GET', '/trends?tree=quiet'))).items).toEqual([])
  })

  test('look back some days of a year, in a tree that is there', async () => {
    for (const days of [0, 400, 'x']) {
      const { errors } = await expectProblem(await service.call('GET', `/trends?days=${days}`), 400)
      expect(errors).toMatchObject([{ field: 'days', hint: expect.any(String) }])
    }
    await expectProblem(await service.call('GET', '/trends?tree=nowhere'), 404)
  })
})
