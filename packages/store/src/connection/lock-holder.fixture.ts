import { openStore } from '../store.ts'

// A process that takes a bisection's lock, says so, and keeps it until it is killed.
const [url = '', id = ''] = process.argv.slice(2)
const store = await openStore(url)
await store.bisections.exclusively(id, async () => {
  process.stdout.write('held\n')
  // oxlint-disable-next-line no-restricted-globals -- keeps this process alive until it is killed
  await new Promise((resolve) => setTimeout(resolve, 600_000))
})
