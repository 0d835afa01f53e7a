export type { Job } from './job.ts'
export { openQueues, type QueueCounts, type Queues, type QueuesOptions } from './queues.ts'
export { QueueError } from './redis-connection.ts'
export { type Processor, type RunningWorker, type StartWorkerOptions, startWorker, type WorkerRoles } from './worker.ts'
