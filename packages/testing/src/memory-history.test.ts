import { hashOf, MemoryHistory } from './memory-history.ts'
import { describeHistory } from './suites/history-suite.ts'

describeHistory('in memory', async (commits, branches) => {
  const history = new MemoryHistory(commits)
  for (const branch of branches) history.branches.add(branch)
  return {
    history,
    hash: hashOf,
    push: async (later) => history.push(later),
    pinned: async () => [...history.pins.keys()],
  }
})
