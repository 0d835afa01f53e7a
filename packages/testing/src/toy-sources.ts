import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SlotState, ToyBehaviour, ToySlot } from './toy-plan.ts'

/** Where the toy kernel's sources lie. */
export const TOY_SOURCES = fileURLToPath(new URL('../toy', import.meta.url))

/** The toy kernel's files, path to text, as they stand in this package: every slot is good. */
export function readToySources(): Map<string, string> {
  const files = readdirSync(TOY_SOURCES, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return new Map(paths.map((path) => [relative(TOY_SOURCES, path), readFileSync(path, 'utf8')]))
}

/** The one source file that decides what a slot does. */
export function slotPath(slot: ToySlot): string {
  const [arch, dma] = slot.split('+')
  return `arch/${arch === 'x86_64' ? 'x86' : arch}/mm/${dma ? 'dma' : 'init'}.c`
}

function call(behaviour: ToyBehaviour, first: string): string {
  if (behaviour === 'no-compile') return `toy_good(${first}, pool_of_the_next_release)`
  if (typeof behaviour === 'string') return `toy_${behaviour.replaceAll('-', '_')}(${first}, pool)`
  if ('flaky' in behaviour)
    return `toy_flaky(${first}, pool, ${Math.round(behaviour.flaky * 1000)}, ${behaviour.seed ?? 1})`
  if ('panicsUnderGcc' in behaviour)
    return `(__GNUC__ == ${behaviour.panicsUnderGcc} ? toy_panic : toy_good)(${first}, pool)`
  if ('exit' in behaviour) return `toy_exit_status(${first}, pool, ${behaviour.exit})`
  return `toy_say(${first}, pool, ${JSON.stringify(behaviour.say)})`
}

/** The slot's source file, made to do what the state says. Equal states give equal text. */
export function renderSlot(source: string, state: SlotState): string {
  const line = /^\ttoy_good\(("\w+"), pool\);$/m
  if (!line.test(source)) throw new Error('the toy source has no line `toy_good("…", pool);` to replace')
  const note = state.revision === 0 ? '' : ` /* revision ${state.revision} */`
  return source.replace(line, (_, first: string) => `\t${call(state.behaviour, first)};${note}`)
}
