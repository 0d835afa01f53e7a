import type { AffectedTarget, WebhookBody } from '@kbisect/contracts'
import { cutText } from '@kbisect/text'

const MOST_BYTES = 20_000
// The first that makes a message fit is taken. Hashes, ids and times have at most 64 characters and
// are never cut.
const LIMITS = [
  { text: 4_000, items: 500 },
  { text: 1_000, items: 50 },
  { text: 300, items: 25 },
  { text: 80, items: 3 },
]
// Addresses are of use as a whole only; ours are short.
const WHOLE = new Set(['url'])
// What JSON would write as six bytes, and what no database takes.
const UNWRITABLE = /[\p{Cc}\p{Surrogate}]/gu

type Limits = (typeof LIMITS)[number]

/**
 * A message that takes less than 20 kB as JSON, whatever a result holds. Texts are cut at the same
 * length everywhere and end with `…`; of lists the first items are kept, of affected targets first
 * those that are affected; `shortened` names the fields.
 */
export function fitMessage<B extends WebhookBody>(body: B): B {
  const [first, ...rest] = LIMITS
  let fitted = first === undefined ? body : cut(body, first)
  for (const limits of rest) {
    if (bytesOf(fitted) < MOST_BYTES) break
    fitted = cut(body, limits)
  }
  return fitted
}

const bytesOf = (body: WebhookBody): number => new TextEncoder().encode(JSON.stringify(body)).length

function cut<B extends WebhookBody>(body: B, limits: Limits): B {
  const shortened = new Set<string>()
  const fields = Object.entries(body.data).map(([name, value]) => {
    const ordered = name === 'affectedTargets' ? affectedFirst(value as AffectedTarget[], limits) : value
    return [name, WHOLE.has(name) ? value : cutValue(ordered, limits, () => shortened.add(name))] as const
  })
  const data = { ...Object.fromEntries(fields), ...(shortened.size > 0 ? { shortened: [...shortened] } : {}) }
  return { ...body, data }
}

/** In their order as long as all are kept. */
function affectedFirst(affectedTargets: readonly AffectedTarget[], { items }: Limits): readonly AffectedTarget[] {
  if (affectedTargets.length <= items) return affectedTargets
  const isAffected = ({ result }: AffectedTarget) => result === 'affected'
  return [...affectedTargets.filter(isAffected), ...affectedTargets.filter((one) => !isAffected(one))]
}

function cutValue(value: unknown, limits: Limits, onCut: () => void): unknown {
  if (typeof value === 'string') {
    if (value.length > limits.text) onCut()
    return cutText(value, limits.text).replace(UNWRITABLE, ' ')
  }
  if (Array.isArray(value)) {
    if (value.length > limits.items) onCut()
    return value.slice(0, limits.items).map((item) => cutValue(item, limits, onCut))
  }
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cutValue(inner, limits, onCut)]))
}
