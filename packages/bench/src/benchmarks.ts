import { api } from './api/api-benchmark.ts'
import type { Benchmark } from './benchmark.ts'
import { demo } from './demo/demo-benchmark.ts'
import { engine } from './engine/engine-benchmark.ts'
import { hostile } from './hostile/hostile-benchmark.ts'
import { soak } from './soak/soak-benchmark.ts'
import { toolchains } from './toolchains/toolchains-benchmark.ts'
import { verdicts } from './verdicts/verdicts-benchmark.ts'
import { watch } from './watch/watch-benchmark.ts'

/** All there are. */
export const benchmarks: readonly Benchmark[] = [api, demo, engine, hostile, soak, toolchains, verdicts, watch]
