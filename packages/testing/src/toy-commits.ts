import { type SlotState, TOY_SLOTS, type ToyBehaviour, type ToyCommit, type ToyPlan, type ToySlot } from './toy-plan.ts'
import { readToySources, renderSlot, slotPath } from './toy-sources.ts'

/** One commit, ready to be written: its parents by name and every file of its tree. */
export interface PlannedCommit {
  readonly name: string
  /** Subject and body. */
  readonly message: string
  readonly parents: readonly string[]
  readonly files: ReadonlyMap<string, string>
}

interface Content {
  readonly slots: ReadonlyMap<ToySlot, SlotState>
  /**
   * Files that commits added: features, notes that no image is made from, and what a plan gives as
   * text.
   */
  readonly added: ReadonlyMap<string, string>
  /** What commits added to the Makefile. */
  readonly makefile: string
}

function addedFile(commit: ToyCommit): [string, string] {
  if (commit.docs) return [`Documentation/${commit.name}.rst`, `Notes about ${commit.name}.\n`]
  const rival = commit.rivals === undefined ? '' : `toy_rival("${commit.rivals}");\n`
  return [`kernel/features/${commit.name}.c`, `#include <toy/kernel.h>\n\ntoy_feature("${commit.name}");\n${rival}`]
}

/**
 * A merge takes of each slot what was said last on any side: what a person would do, and git where
 * lines do not meet.
 */
function inherit(parents: readonly Content[]): Content {
  const slots = new Map<ToySlot, SlotState>()
  for (const slot of TOY_SLOTS) {
    const states = parents.flatMap((parent) => parent.slots.get(slot) ?? [])
    slots.set(
      slot,
      states.reduce((a, b) => (b.since > a.since ? b : a), { behaviour: 'good', revision: 0, since: -1 }),
    )
  }
  return {
    slots,
    added: new Map(parents.flatMap((parent) => [...parent.added])),
    // One side's lines begin with those of the other where they have them from the same commit.
    makefile: parents.reduce((longest, { makefile }) => (makefile.length > longest.length ? makefile : longest), ''),
  }
}

const everyArchitecture = (behaviour: ToyBehaviour) => ({ arm: behaviour, arm64: behaviour, x86_64: behaviour })

function changedSlots(commit: ToyCommit): Partial<Record<ToySlot, SlotState['behaviour']>> {
  const { behaviour } = commit
  if (behaviour === undefined) return {}
  const everywhere =
    typeof behaviour === 'string' || ['flaky', 'panicsUnderGcc', 'exit', 'say'].some((word) => word in behaviour)
  return everywhere
    ? everyArchitecture(behaviour as ToyBehaviour)
    : (behaviour as Partial<Record<ToySlot, ToyBehaviour>>)
}

function apply(before: Content, commit: ToyCommit, index: number, isMerge: boolean): Content {
  const slots = new Map(before.slots)
  const changes = changedSlots(commit)
  for (const [slot, state] of before.slots) {
    const behaviour = changes[slot]
    const revision = state.revision + (commit.reworks?.includes(slot) ? 1 : 0)
    if (behaviour !== undefined || revision !== state.revision) {
      slots.set(slot, { behaviour: behaviour ?? state.behaviour, revision, since: index })
    }
  }
  const plain = Object.keys(changes).length === 0 && !commit.reworks && !isMerge
  const added = [...(plain ? [addedFile(commit)] : []), ...Object.entries(commit.files ?? {})]
  return { slots, added: new Map([...before.added, ...added]), makefile: before.makefile + (commit.makefile ?? '') }
}

/**
 * What every commit holds, by name, in the plan's order. @throws Error when a parent is not an
 * earlier commit, or a name comes twice.
 */
function contentsOf(plan: Pick<ToyPlan, 'commits'>): Map<string, Content> {
  const done = new Map<string, Content>()
  for (const [index, commit] of plan.commits.entries()) {
    const { name } = commit
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new Error(`commit name ${name}: use lower case letters, digits and -`)
    if (done.has(name)) throw new Error(`commit name ${name} comes twice in the plan`)
    const parents = parentsOf(plan, index)
    const contents = parents.map((parent) => {
      const content = done.get(parent)
      if (!content) throw new Error(`commit ${name}: its parent ${parent} is not an earlier commit of the plan`)
      return content
    })
    done.set(name, apply(inherit(contents), commit, index, parents.length > 1))
  }
  return done
}

/** Names of a commit's parents. @param index of the commit in the plan */
export function parentsOf({ commits }: Pick<ToyPlan, 'commits'>, index: number): readonly string[] {
  return commits[index]?.parents ?? commits.slice(Math.max(0, index - 1), index).map(({ name }) => name)
}

/**
 * What every slot does at every commit: by the commit's name, what it changed and what it
 * inherited.
 */
export function behavioursOf(plan: Pick<ToyPlan, 'commits'>): ReadonlyMap<string, ReadonlyMap<ToySlot, ToyBehaviour>> {
  const behaviours = ({ slots }: Content) => new Map([...slots].map(([slot, { behaviour }]) => [slot, behaviour]))
  return new Map([...contentsOf(plan)].map(([name, content]) => [name, behaviours(content)]))
}

/**
 * Turns a plan into commits with whole trees. A commit that changes no behaviour adds a feature
 * (another image) or, with `docs`, a note (the same image).
 * @throws Error when a parent is not an earlier commit of the plan, or a name comes twice.
 */
export function planCommits(plan: Pick<ToyPlan, 'commits'>): PlannedCommit[] {
  const sources = readToySources()
  const contents = contentsOf(plan)
  return plan.commits.map(({ name, subject = `toy: ${name}`, body }, index) => {
    const { slots, added, makefile } = contents.get(name) as Content
    const files = new Map([...sources, ...added])
    files.set('Makefile', `${files.get('Makefile')}${makefile}`)
    for (const [slot, state] of slots) {
      const path = slotPath(slot)
      files.set(path, renderSlot(files.get(path) ?? '', state))
    }
    const message = body === undefined ? subject : `${subject}\n\n${body}`
    return { name, message, parents: parentsOf(plan, index), files }
  })
}
