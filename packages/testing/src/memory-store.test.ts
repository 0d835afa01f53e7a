import { MemoryStore } from './memory-store.ts'
import { memorySurroundings } from './memory-surroundings.ts'
import { describeBisectionStore } from './suites/bisection-store-suite.ts'

describeBisectionStore('in memory', async () => {
  const surroundings = memorySurroundings()
  const store = new MemoryStore(() => surroundings.now())
  return {
    store,
    treeId: 'mainline',
    webhookId: store.subscriber.id,
    eventsOf: async (id) => store.events.filter(({ bisectionId }) => bisectionId === id).map(({ message }) => message),
  }
})
