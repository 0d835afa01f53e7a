import type { Benchmark } from './benchmark.ts'
import { demo } from './demo/demo-benchmark.ts'
import { engine } from './engine/engine-benchmark.ts'
import { soak } from './soak/soak-benchmark.ts'

/** All there are. */
export const benchmarks: readonly Benchmark[] = [demo, engine, soak]
