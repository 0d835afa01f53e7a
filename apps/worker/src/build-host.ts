import { lstat, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildDone, BuildHost, Checkout, Revision } from '@kbisect/bisection'
import { type BuildAnswer, build, removeTree, toolchainFor } from '@kbisect/build'
import type { Target } from '@kbisect/contracts'
import type { SandboxMode } from '@kbisect/exec'
import { type GitOptions, openMirror } from '@kbisect/git'
import { buildSignature } from '@kbisect/verdict'
import { findSeed, outputName } from './find-warm-build.ts'
import { requirePathName, type TreeCaches } from './tree-caches.ts'

export interface BuildHostOptions {
  readonly name: string
  readonly git: GitOptions
  readonly worktreesDirectory: string
  readonly buildsDirectory: string
  /** For logs while a build lasts. */
  readonly liveLogsDirectory: string
  readonly caches: TreeCaches
  readonly jobs: number
  readonly deadlineSeconds: number
  /** As `build` takes them. */
  readonly mostOutputBytes: number
  readonly leastFreeBytes: number
  readonly sandboxMode: SandboxMode
  /**
   * Called with what went wrong after a build, where it changes no answer: the next build tries it
   * again.
   */
  readonly onTrouble: (error: unknown) => void
}

// Where the output of earlier builds waits while a clean build is made in its place: the path gets
// into debug information, and with that into the build id. No build begins with such a directory,
// see findSeed.
const ASIDE = '.aside'

type BuildTask = Parameters<BuildHost['build']>[0]

interface Tree {
  readonly id: string
  readonly name: string
  readonly url: string
}

/**
 * Builds on this machine: one source tree for each tree, one output directory for each tree and
 * target.
 */
export function openBuildHost(options: BuildHostOptions): BuildHost {
  return {
    name: options.name,
    toolchain: (target) => toolchainFor(target, options.sandboxMode),
    checkout: (tree, revision, signal) => checkout(options, tree, revision, signal),
    build: (request, use) => buildTarget(options, request, use),
  }
}

async function checkout(
  options: BuildHostOptions,
  tree: Tree,
  revision: Revision,
  signal: AbortSignal,
): Promise<Checkout> {
  const mirror = openMirror(options.git, tree)
  const { commit, reverted, patched, merged } = revision
  const wanted = [commit, reverted, patched, merged].filter((hash) => hash !== undefined)
  const whole = (await mirror.exists()) && !(await mirror.isIncomplete())
  const present = whole && (await Promise.all(wanted.map((hash) => mirror.has(hash)))).every(Boolean)
  if (!present) await mirror.fetch({ signal })
  const directory = join(options.worktreesDirectory, options.name, requirePathName(tree.id))
  const source = {
    commit,
    ...(reverted ? { revert: reverted } : {}),
    ...(patched ? { patch: patched } : {}),
    ...(merged ? { merge: merged } : {}),
  }
  const answer = await mirror.worktree(directory).checkout(source, { signal })
  return answer.kind === 'ready' ? { kind: 'ready', directory } : answer
}

async function buildTarget<T>(
  options: BuildHostOptions,
  { name, tree, directory, target, clean, signal }: BuildTask,
  use: (done: BuildDone) => Promise<T>,
): Promise<T> {
  const parent = join(options.buildsDirectory, options.name, requirePathName(tree.id))
  await mkdir(parent, { recursive: true })
  await mkdir(options.liveLogsDirectory, { recursive: true })
  const logFile = join(options.liveLogsDirectory, name)
  const outputDirectory = join(parent, outputName(target))
  // Also after a clean build that was killed.
  await putBack(outputDirectory)
  if (clean) await putAside(outputDirectory)
  const request = {
    target,
    sourceDirectory: directory,
    outputDirectory,
    logFile,
    jobs: options.jobs,
    sandboxMode: options.sandboxMode,
    deadlineSeconds: options.deadlineSeconds,
    mostOutputBytes: options.mostOutputBytes,
    leastFreeBytes: options.leastFreeBytes,
    clean,
    ...(clean ? {} : await warmStart(options, tree, parent, target)),
  }
  try {
    return await use(describe(await build(request, { signal }), logFile))
  } finally {
    await rm(logFile, { force: true })
    await tidyUp(options, tree, clean ? outputDirectory : undefined).catch(options.onTrouble)
  }
}

async function tidyUp({ caches }: BuildHostOptions, tree: Pick<Tree, 'id'>, cleanOutput: string | undefined) {
  if (cleanOutput === undefined) return await caches.limit(tree.id)
  await removeTree(cleanOutput)
  await putBack(cleanOutput)
}

async function putAside(output: string): Promise<void> {
  await rename(output, `${output}${ASIDE}`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

async function putBack(output: string): Promise<void> {
  const aside = `${output}${ASIDE}`
  if ((await lstat(aside).catch(() => undefined)) === undefined) return
  await removeTree(output)
  await rename(aside, output)
}

/** What earlier builds of the tree left, for a build that may use it. */
async function warmStart({ caches }: BuildHostOptions, tree: Pick<Tree, 'id'>, parent: string, target: Target) {
  const seedDirectory = await findSeed(parent, target)
  return { ...(seedDirectory === undefined ? {} : { seedDirectory }), ...(await caches.open(tree.id)) }
}

function describe(answer: BuildAnswer, logFile: string): BuildDone {
  const { toolchain, toolchainId, commands, droppedSymbols, wallSeconds } = answer
  const common = { toolchain, toolchainId, commands, droppedSymbols, seconds: wallSeconds }
  if (answer.kind === 'failed') {
    return {
      ...common,
      result: 'failed',
      signature: buildSignature(answer.failure),
      ...(answer.doubt ? { doubt: answer.doubt } : {}),
      imageDigest: null,
      files: { log: logFile },
    }
  }
  const { image, config, systemMap, imageDigest, inputs, debugInfo } = answer
  return {
    ...common,
    result: 'built',
    signature: null,
    imageDigest,
    files: {
      image,
      config,
      'system-map': systemMap,
      ...(inputs === undefined ? {} : { inputs }),
      ...(debugInfo === undefined ? {} : { 'debug-info': debugInfo }),
      log: logFile,
    },
  }
}
