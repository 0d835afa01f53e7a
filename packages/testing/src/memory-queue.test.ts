import { taskKey } from '@kbisect/bisection'
import { MemoryQueue } from './memory-queue.ts'
import { describeTaskQueue } from './suites/task-queue-suite.ts'

describeTaskQueue('in memory', async () => {
  const queue = new MemoryQueue()
  queue.slots = { build: 1, boot: 2 }
  return {
    queue,
    async begin() {
      for (const { task, delaySeconds } of queue.tasks.values()) if (delaySeconds === 0) queue.begin(taskKey(task), 0)
    },
    async end() {
      queue.living = []
      queue.dead.add('process-1')
    },
  }
})
