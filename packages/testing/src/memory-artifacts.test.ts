import { expect, test } from 'vitest'
import { MemoryArtifacts } from './memory-artifacts.ts'
import { describeArtifactStore } from './suites/artifact-store-suite.ts'

describeArtifactStore('in memory', async () => {
  const artifacts = new MemoryArtifacts()
  artifacts.id = undefined
  return { artifacts, nameIt: async () => (artifacts.id = 'memory') }
})

test('a path without a file stands for what it holds', async () => {
  const artifacts = new MemoryArtifacts()
  const { digest } = await artifacts.putFile('image', '/no/such/image')
  expect(await artifacts.withFile(digest, async (path) => path)).toBe('/no/such/image')
  expect(await artifacts.readText(digest)).toBe('/no/such/image')
})
