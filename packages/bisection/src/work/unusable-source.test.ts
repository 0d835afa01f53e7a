import { expect, it } from 'vitest'
import { openUseCases } from '../usecases/use-cases.fixture.ts'

it('a commit whose source cannot be checked out is a build that failed, and no infrastructure error', async () => {
  const { hosts, store, start, advance, performNext } = openUseCases()
  const { id } = await start()
  await advance(id)
  hosts.unusable = () => 'it has more than 500,000 files'
  const task = await performNext(id)
  const { builds, infrastructureErrors } = await store.facts(id)
  expect([...infrastructureErrors.keys()]).toEqual([])
  expect(builds).toMatchObject([
    {
      revision: task?.revision,
      result: 'failed',
      signature: { kind: 'build-failed', text: 'it has more than 500,000 files' },
      toolchainId: null,
      artifacts: [],
    },
  ])
})

it('a bisection is finished beside a commit whose source cannot be checked out', async () => {
  const { hosts, start, record, runToEnd } = openUseCases()
  const { id } = await start()
  const bad = (await record(id)).bad.hash
  const good = (await record(id)).good.hash
  let refused: string | undefined
  hosts.unusable = (commit) => {
    if (commit !== bad && commit !== good) refused ??= commit
    return commit === refused ? 'it has more than 500,000 files' : undefined
  }
  expect(await runToEnd(id)).toMatchObject({ state: 'finished' })
  expect(refused).toBeDefined()
})
