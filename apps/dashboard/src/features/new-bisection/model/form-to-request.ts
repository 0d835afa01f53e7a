import type { BisectionRequest, Guest, TargetRequest, Test, WantedFailure } from '@kbisect/contracts'
import { architectureWords } from '../../../model/filters.ts'
import type { NewBisection } from '../../../model/new-bisection.ts'
import { furtherTargetCells } from '../../../model/new-bisection.ts'

/** What the form asks for. What was left empty is left out: the service decides it. */
export function requestOfForm(form: NewBisection): BisectionRequest {
  const alsoTest = [...furtherTargetCells(form, architectureWords).map(({ request }) => request), ...form.others]
  const failure = failureOf(form)
  const runs = filled({ boundaries: number(form.boundaries), confirm: number(form.confirm) })
  const budget = filled({
    builds: number(form.builds),
    bootCpuSeconds: number(form.bootCpuSeconds),
    bootWallSeconds: number(form.bootWallSeconds),
  })
  return {
    tree: form.tree,
    good: form.good.trim(),
    bad: form.bad.trim(),
    ...(form.branch.trim() && { branch: form.branch.trim() }),
    target: targetOf(form),
    ...(form.test !== 'boot' && { test: testOf(form) }),
    ...(alsoTest.length > 0 && { alsoTest }),
    ...(form.match === 'any' && { match: form.match }),
    ...(failure && { failure }),
    ...(form.warnings && { warnings: 'fail' as const }),
    ...(runs && { runs }),
    ...(budget && { budget }),
  }
}

function targetOf(form: NewBisection): TargetRequest {
  const { architecture, base, own, fragments } = form
  const guest = guestOf(form)
  return {
    architecture,
    config: base === 'own' ? { name: own.name, content: own.content } : base,
    ...(fragments.length > 0 && { fragments: fragments.map(({ name, content }) => ({ name, content })) }),
    ...(form.toolchain.trim() && { toolchain: form.toolchain.trim() }),
    ...(form.cmdline.trim() && { cmdline: form.cmdline.trim() }),
    ...(guest && { guest }),
  }
}

function guestOf({ memory, cpus, network, disks, devices }: NewBisection): Guest | undefined {
  const sizes = disks.split(/[\s,]+/).flatMap((size) => number(size) ?? [])
  return filled({
    memoryMegabytes: number(memory),
    cpus: number(cpus),
    network: network === 'none' ? undefined : network,
    disks: sizes.length === 0 ? undefined : sizes.map((megabytes) => ({ megabytes })),
    devices: devices.length === 0 ? undefined : devices,
  })
}

function testOf({ test, script, pattern, expect, ...kunit }: NewBisection): Test {
  if (test === 'script') return { kind: test, script }
  if (test === 'console') return { kind: test, pattern, expect }
  if (test === 'kunit') return kunitTest(kunit)
  return { kind: test }
}

function kunitTest({ suite, case: name, options }: Pick<NewBisection, 'suite' | 'case' | 'options'>): Test {
  const symbols = options.split(/[\s,]+/).filter((symbol) => symbol !== '')
  return {
    kind: 'kunit',
    suite: suite.trim(),
    ...(name.trim() && { case: name.trim() }),
    ...(symbols.length > 0 && { options: symbols }),
  }
}

/** Any failure counts: then none is looked for. */
function failureOf({ match, failureKind, failureFunction, failureMessage }: NewBisection): WantedFailure | undefined {
  if (match === 'any') return undefined
  return filled({
    kind: failureKind || undefined,
    function: failureFunction.trim() || undefined,
    message: failureMessage.trim() || undefined,
  })
}

/** What is no number is sent as it is typed, so that the answer names it. */
function number(typed: string): number | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  const value = Number(text)
  return Number.isNaN(value) ? (text as unknown as number) : value
}

function filled<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T | undefined {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return given.length > 0 ? (Object.fromEntries(given) as T) : undefined
}
