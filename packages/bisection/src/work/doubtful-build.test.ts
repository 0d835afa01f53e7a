import { describe, expect, it } from 'vitest'
import type { Task } from '../model/facts.ts'
import { compileError } from '../plan/simulated-hosts.fixture.ts'
import { openUseCases } from '../usecases/use-cases.fixture.ts'

const crash = { code: 'compiler-crashed', text: 'cc1 crashed', hint: 'see whether the memory is in order' }

/** A bisection whose first build fails in a doubtful way, as often as it is tried. */
async function doubtful(doubtOf: (attempt: number) => typeof crash & { claimed?: true } = () => crash) {
  const cases = openUseCases()
  const { id } = await cases.start()
  await cases.advance(id)
  const [first] = cases.queue.tasks.values()
  if (first?.task.kind !== 'build') throw new Error('the first task is no build')
  let attempts = 0
  cases.hosts.build = async () => {
    const doubt = doubtOf(++attempts)
    return { result: 'failed', signature: compileError, imageDigest: null, doubt }
  }
  const known = async () => {
    const { builds, infrastructureErrors } = await cases.store.facts(id)
    return {
      builds: builds.map(({ result }) => result),
      faults: [...infrastructureErrors.values()].flat().map(({ code }) => code),
    }
  }
  return { ...cases, id, task: first.task, known }
}

it('a build whose compiler crashed is a fault of our own the first time, and the sources’ the second time', async () => {
  const { id, task, perform, known, eventsOf } = await doubtful()
  await perform(id, task)
  expect(await known()).toEqual({ builds: [], faults: ['compiler-crashed'] })
  expect(eventsOf('infrastructure-error')[0]?.message).toBe(
    'host-1: cc1 crashed Hint: see whether the memory is in order.',
  )
  await perform(id, task)
  expect(await known()).toEqual({ builds: ['failed'], faults: ['compiler-crashed'] })
})

it('the same failure of another commit is believed at once then', async () => {
  const { id, task, perform, known } = await doubtful()
  await perform(id, task)
  await perform(id, task)
  const other: Task = { ...task, revision: { commit: 'f'.repeat(40) } }
  await perform(id, other)
  expect(await known()).toEqual({ builds: ['failed', 'failed'], faults: ['compiler-crashed'] })
})

it('is never stored with the build', async () => {
  const { id, task, perform, store } = await doubtful()
  await perform(id, task)
  await perform(id, task)
  expect((await store.facts(id)).builds[0]).not.toHaveProperty('doubt')
})

const claim = {
  code: 'disk-full-unconfirmed',
  text: 'cp: x: No space left on device',
  hint: 'free space',
  claimed: true,
} as const

it('what only a build says of the machine counts when the build says the same again', async () => {
  const { id, task, perform, known } = await doubtful(() => claim)
  await perform(id, task)
  expect(await known()).toEqual({ builds: [], faults: [claim.code] })
  await perform(id, task)
  expect(await known()).toEqual({ builds: ['failed'], faults: [claim.code] })
})

it('what a build says of the machine in other words each time counts the third time', async () => {
  const { id, task, perform, known } = await doubtful((attempt) => ({ ...claim, text: `${attempt} ${claim.text}` }))
  for (let count = 0; count < 2; count++) await perform(id, task)
  expect(await known()).toEqual({ builds: [], faults: [claim.code, claim.code] })
  await perform(id, task)
  expect(await known()).toEqual({ builds: ['failed'], faults: [claim.code, claim.code] })
})

it('what a build says of the machine is not believed of another commit', async () => {
  const { id, task, perform, known } = await doubtful(() => claim)
  for (let count = 0; count < 2; count++) await perform(id, task)
  await perform(id, { ...task, revision: { commit: 'f'.repeat(40) } })
  expect(await known()).toEqual({ builds: ['failed'], faults: [claim.code, claim.code] })
})

describe('where another living host could build, an ambiguous failure', () => {
  const perform = async (cases: Awaited<ReturnType<typeof doubtful>>, names: readonly string[], task = cases.task) => {
    cases.queue.living = ['host-1', 'host-2']
    for (const name of names) {
      cases.hosts.name = name
      await cases.perform(cases.id, task)
    }
    return await cases.known()
  }

  it.each([['a crash', crash] as const, ['a claim', claim] as const])(
    'never counts on the word of one host, and does when a second one shows it: %s',
    async (_name, doubt) => {
      const cases = await doubtful(() => doubt)
      const { code } = doubt
      expect(await perform(cases, ['host-1', 'host-1', 'host-1'])).toEqual({ builds: [], faults: [code, code, code] })
      expect((await perform(cases, ['host-2'])).builds).toEqual(['failed'])
    },
  )

  it('of another commit counts at once when two hosts showed it, whichever builds it', async () => {
    const cases = await doubtful()
    await perform(cases, ['host-1', 'host-2'])
    const other: Task = { ...cases.task, revision: { commit: 'f'.repeat(40) } }
    expect((await perform(cases, ['host-2'], other)).builds).toEqual(['failed', 'failed'])
  })

  it('of another commit does not count on the word of a host that was alone when it was believed', async () => {
    const cases = await doubtful()
    for (let count = 0; count < 2; count++) await cases.perform(cases.id, cases.task)
    const other: Task = { ...cases.task, revision: { commit: 'f'.repeat(40) } }
    expect((await perform(cases, ['host-1'], other)).builds).toEqual(['failed'])
    expect((await perform(cases, ['host-2'], other)).builds).toEqual(['failed', 'failed'])
  })
})
