import type { Benchmark } from './benchmark.ts'
import { demo } from './demo/demo-benchmark.ts'

/** All there are. */
export const benchmarks: readonly Benchmark[] = [demo]
