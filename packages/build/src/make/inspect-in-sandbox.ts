import { existsSync } from 'node:fs'
import { lstat, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CommandPlan, type CommandResult, InfrastructureError, run, type SandboxMode } from '@kbisect/exec'
import { removeTree } from '../output/remove-tree.ts'
import type { Toolchain } from '../toolchain/toolchains.ts'
import type { Doubt } from './build-fault.ts'
import { BuildCancelled } from './build-session.ts'
import { debugInfoCommand } from './debug-info.ts'
import { type Inspection, type InspectionRequest, RESULTS, STARTED } from './inspect-output.ts'

/** What the child that reads a build's output may use. */
export interface InspectionLimits {
  /** Wall-clock seconds. */
  readonly seconds: number
  /** Of each of its processes. */
  readonly memoryBytes: number
}

// Of an allyesconfig it reads 200 MiB in some seconds, and objcopy goes through gigabytes of debug
// information.
const LIMITS: InspectionLimits = { seconds: 300, memoryBytes: 2 ** 31 }
const LARGEST_RESULT = 2 ** 30
const HEAP_MEBIBYTES = 768

/**
 * What the child prints: what it found, or what the operating system said where it wrote the
 * results.
 */
type InspectionReport = Inspection | { readonly kind: 'error'; readonly code: string; readonly message: string }

/**
 * An inspection, or that it could not be brought to its end within the limits: once is ambiguous,
 * as the host may be slow.
 */
export type SandboxedInspection = Inspection | { readonly kind: 'exhausted'; readonly doubt: Doubt }

// The same place seen from the sources and from the compiled files. A sandboxed child needs plain
// JavaScript.
const program = fileURLToPath(new URL('../../dist/make/inspect-output-main.js', import.meta.url))
const dist = join(dirname(program), '..')

// Debug information is taken out last, and a kernel does not fail for want of it.
const SCRIPT = `node=$1 program=$2 request=$3; shift 3
found=$("$node" --max-old-space-size=${HEAP_MEBIBYTES} "$program" "$request") || exit
printf '%s\\n' "$found"
case $found in *'"hasDebugInfo":true'*) "$@" >/dev/null 2>&1 ;; esac
exit 0`

/**
 * The one child that reads what a build left: no network, the output read-only, with limits. Pure.
 */
export function planInspection(
  request: InspectionRequest,
  toolchain: Toolchain,
  limits: InspectionLimits = LIMITS,
): CommandPlan {
  const debugInfo = debugInfoCommand(request.vmlinux, join(request.results, RESULTS.debugInfo), toolchain)
  const rlimits = [`--data=${limits.memoryBytes}`, `--fsize=${LARGEST_RESULT}`, '--core=0']
  const words = ['sh', '-c', SCRIPT, 'sh', process.execPath, program, JSON.stringify(request), ...debugInfo]
  const code = [dist, join(dist, '..', 'package.json')]
  return {
    file: 'prlimit',
    args: [...rlimits, '--', ...words],
    // Of OpenSSL nothing is used, and the sandbox does not show its configuration.
    env: { OPENSSL_CONF: '/dev/null' },
    sandbox: {
      readOnly: [process.execPath, ...code, request.source, request.output],
      readWrite: [request.results],
    },
  }
}

/**
 * Reads what a build left, in a sandboxed child. The results directory is made anew.
 * @throws BuildCancelled; InfrastructureError `not-built`, `inspection-failed`; or what the
 * operating system says of the results' own place
 */
export async function inspectInSandbox(
  request: InspectionRequest,
  toolchain: Toolchain,
  options: { readonly sandboxMode: SandboxMode; readonly signal?: AbortSignal; readonly limits?: InspectionLimits },
): Promise<SandboxedInspection> {
  const { sandboxMode, signal, limits = LIMITS } = options
  if (!existsSync(program)) {
    throw new InfrastructureError('not-built', `${program} is not there`, { hint: 'npm run build' })
  }
  if (signal?.aborted) throw new BuildCancelled()
  await removeTree(request.results)
  await mkdir(request.results)
  const result = await run(planInspection(request, toolchain, limits), {
    sandboxMode,
    deadlineSeconds: limits.seconds,
    ...(signal ? { signal } : {}),
  })
  if (signal?.aborted) throw new BuildCancelled()
  return readResult(result, limits)
}

/**
 * Returns what the child found, or that it met its limits. Pure.
 * @throws InfrastructureError `inspection-failed` when it did not start or was killed; what the
 * operating system said of the results' place
 */
export function readResult(result: CommandResult, limits: InspectionLimits): SandboxedInspection {
  const report = readReport(result.stdout)
  if (!report) return exhausted(result, limits)
  if (report.kind === 'error') throw Object.assign(new Error(report.message), { code: report.code })
  return report
}

function readReport(stdout: string): InspectionReport | undefined {
  const [line] = stdout.split('\n', 1)
  try {
    return JSON.parse(line ?? '') as InspectionReport
  } catch {
    return undefined
  }
}

function exhausted(result: CommandResult, limits: InspectionLimits): SandboxedInspection {
  const { ending, exitCode, signal, exceeded, stderr } = result
  const how = ending === 'exit' ? `exit code ${exitCode}` : ending === 'deadline' ? `${limits.seconds} s` : signal
  // Before it has started it has read nothing of the tree under test, and the tree has no process
  // any more that could kill it.
  const killed = !exceeded && (ending === 'signal' || exitCode === KILLED)
  if (killed || !stderr.includes(STARTED)) {
    const what = killed ? 'was killed' : 'did not start'
    const words = `the child that reads the build's output ${what} (${how}) ${stderr.slice(-300)}`
    throw new InfrastructureError('inspection-failed', words.trim(), {
      hint: 'see whether this machine runs out of memory, and whether Node runs in the sandbox',
    })
  }
  const text = `what the build left cannot be read within the limits of time and memory (${how})`
  const hint =
    'see what this revision leaves in its output directory; when it comes to this again, on another host where there is one, its build counts as failed'
  return { kind: 'exhausted', doubt: { code: 'output-unreadable', text: `${text} ${stderr.slice(-300)}`.trim(), hint } }
}

// How a shell says that a child of it died of SIGKILL.
const KILLED = 128 + 9

/**
 * Returns the path of a result that is there, a plain file of the child's own; undefined otherwise.
 */
export async function resultFile(
  results: string,
  name: string,
  mostBytes = LARGEST_RESULT,
): Promise<string | undefined> {
  const path = join(results, name)
  const found = await lstat(path).catch(() => undefined)
  return found?.isFile() && found.size <= mostBytes ? path : undefined
}
