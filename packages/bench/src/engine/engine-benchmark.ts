import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Benchmark, BenchmarkContext, Row } from '../benchmark.ts'
import { ENGINE_OPTIONS, readEngineOptions } from './engine-options.ts'
import { makeAgenda, readFirstHistory } from './make-plan.ts'
import { playSearch } from './play/play-search.ts'
import { STUDIES, studyNamed } from './studies/studies.ts'
import type { Experiment, Sample } from './studies/study.ts'
import { writeHistory } from './trials/history-files.ts'
import { Progress } from './trials/progress.ts'
import { StoredSamples, samplingCode } from './trials/stored-samples.ts'
import { workOff } from './trials/trial-crew.ts'
import type { Task } from './trials/trial-process.ts'

const BATCHES = 40
const LARGEST_BATCH = 25

async function measure(context: BenchmarkContext): Promise<readonly Row[]> {
  const { directory, quick, note, say, signal } = context
  const options = readEngineOptions(context.options)
  if (options.play) {
    playSearch(await readFirstHistory(options), options, say)
    return []
  }
  const { plan, histories } = await makeAgenda(options, quick)
  const files = new Map<string, string>()
  for (const [at, { name, commits }] of histories.entries()) {
    files.set(name, join(directory, `history-${at}`))
    await writeHistory(files.get(name) ?? '', commits)
  }
  const wanted = (rows: readonly number[]) => !options.rows || rows.some((row) => options.rows?.includes(row))
  const experiments = STUDIES.flatMap((study) =>
    study.experiments(plan).filter(({ rows }) => wanted(rows ?? study.rows)),
  )
  const stored = options.samples === undefined ? undefined : new StoredSamples(options.samples, samplingCode())
  const tasks = experiments.flatMap((experiment) => batches(experiment, options.seed, files, directory))
  const samples = new Map<Experiment, Sample[]>(experiments.map((experiment) => [experiment, []]))
  const progress = new Progress(experiments, note)
  const take = ({ experiment, from }: Task, part: readonly Sample[]) => {
    // In order of trials, whichever process was first: sums of floating-point numbers depend on it.
    for (const [at, sample] of part.entries()) (samples.get(experiment) ?? [])[from + at] = sample
    progress.advance(experiment, part.length)
  }
  const make = (task: Task, part: readonly Sample[]) => {
    stored?.add(task, part)
    take(task, part)
  }
  for (const task of tasks) if (stored?.has(task)) take(task, stored.of(task))
  const missing = tasks.filter((task) => !stored?.has(task))
  const together = missing.filter(({ experiment }) => !experiment.alone)
  await workOff(together, options.processes ?? availableParallelism(), signal, make)
  for (const task of missing.filter(({ experiment }) => experiment.alone)) await workOff([task], 1, signal, make)
  const size = (name: string) => histories.find((history) => history.name === name)?.commits.length ?? 0
  const rows = experiments.flatMap((experiment) => {
    const { figures, certain } = studyNamed(experiment.study)
    const all = figures(experiment, samples.get(experiment) ?? [], size(experiment.history))
    return quick && !certain ? all.map(withoutPromise) : all
  })
  return rows
    .filter(({ row, value }) => Number.isFinite(value) && wanted([Number(row)]))
    .sort((a, b) => Number(a.row) - Number(b.row))
}

/** A few trials may miss what many keep. */
const withoutPromise = (row: Row): Row => ({ ...row, target: null, met: null })

function batches(experiment: Experiment, seed: string, files: ReadonlyMap<string, string>, directory: string): Task[] {
  const size = Math.min(LARGEST_BATCH, Math.max(1, Math.ceil(experiment.trials / BATCHES)))
  return Array.from({ length: Math.ceil(experiment.trials / size) }, (_, at) => ({
    experiment,
    from: at * size,
    to: Math.min(experiment.trials, (at + 1) * size),
    seed,
    historyFile: files.get(experiment.history) ?? '',
    directory,
  }))
}

/** `npm run bench -- engine`. */
export const engine: Benchmark = {
  name: 'engine',
  summary: 'the search itself, simulated: right answers, builds, cost and time, beside git bisect and others',
  options: ENGINE_OPTIONS,
  checkOptions: readEngineOptions,
  measure,
}
