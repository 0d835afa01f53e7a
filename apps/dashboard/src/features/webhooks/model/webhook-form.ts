import {
  type Architecture,
  defaultWebhookTypes,
  type Outcome,
  type Webhook,
  type WebhookChange,
  type WebhookFilters,
  type WebhookFormat,
  type WebhookRequest,
} from '@kbisect/contracts'
import type { FormInput } from '../../../model/form-inputs.ts'

/** A header as it is typed. */
export interface TypedHeader {
  readonly key: string
  readonly name: string
  readonly value: string
}

/** What the form of a webhook holds; lists of words as typed, one a line or with commas. */
export interface WebhookForm {
  /** As typed. Empty for an existing webhook, whose URL is never shown: it keeps its URL. */
  readonly url: string
  /** Scheme, host and port of the URL that it has; undefined of a new one. */
  readonly origin: string | undefined
  readonly description: string
  readonly types: readonly Webhook['types'][number][]
  readonly format: WebhookFormat
  readonly trees: string
  readonly branches: string
  readonly paths: string
  readonly authors: string
  readonly architectures: readonly Architecture[]
  readonly outcomes: readonly Outcome[]
  readonly githubSignature: boolean
  /** undefined: the webhook keeps its headers, whose values are never shown. */
  readonly headers: readonly TypedHeader[] | undefined
}

/**
 * Returns the form with another format, and with the default types of that format unless other
 * types were chosen.
 */
export function withFormat(form: WebhookForm, format: WebhookFormat): WebhookForm {
  const chosen = form.types.join() !== defaultWebhookTypes(form.format).join()
  return { ...form, format, ...(!chosen && { types: defaultWebhookTypes(format) }) }
}

export function emptyWebhookForm(): WebhookForm {
  return {
    url: '',
    origin: undefined,
    description: '',
    types: defaultWebhookTypes('standard'),
    format: 'standard',
    trees: '',
    branches: '',
    paths: '',
    authors: '',
    architectures: [],
    outcomes: [],
    githubSignature: false,
    headers: [],
  }
}

export function formOfWebhook({
  origin,
  description,
  types,
  format,
  filters,
  githubSignature,
  headers,
}: Webhook): WebhookForm {
  const lines = (words: readonly string[] = []) => words.join('\n')
  return {
    url: '',
    origin,
    description,
    types,
    format,
    trees: lines(filters.trees),
    branches: lines(filters.branches),
    paths: lines(filters.paths),
    authors: lines(filters.authors),
    architectures: filters.architectures ?? [],
    outcomes: filters.outcomes ?? [],
    githubSignature,
    headers: headers.length > 0 ? undefined : [],
  }
}

/** What the form asks for of a webhook that is there. */
export function changeOfForm(form: WebhookForm): WebhookChange {
  const { url, ...change } = webhookOfForm(form)
  return url === '' ? change : { url, ...change }
}

/** What the form asks for, all of it. */
export function webhookOfForm(form: WebhookForm): WebhookRequest {
  const { description, types, format, githubSignature } = form
  const headers = form.headers?.filter(({ name }) => name.trim() !== '')
  return {
    url: form.url.trim(),
    description: description.trim(),
    types: [...types],
    format,
    filters: filtersOf(form),
    githubSignature,
    ...(headers && { headers: Object.fromEntries(headers.map(({ name, value }) => [name.trim(), value])) }),
  }
}

function filtersOf(form: WebhookForm): WebhookFilters {
  const filters = {
    trees: words(form.trees),
    branches: words(form.branches),
    architectures: [...form.architectures],
    paths: words(form.paths),
    authors: words(form.authors),
    outcomes: [...form.outcomes],
  }
  return Object.fromEntries(Object.entries(filters).filter(([, list]) => list.length > 0))
}

/** Each once, in the order in which they were typed. */
const words = (typed: string) => [
  ...new Set(
    typed
      .split(/[\n,]/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
]

export const webhookInputs: readonly FormInput[] = [
  { path: 'url', label: 'URL' },
  { path: 'description', label: 'Description' },
  { path: 'format', label: 'Format' },
  { path: 'types', label: 'Messages' },
  { path: 'filters.trees', label: 'Trees' },
  { path: 'filters.branches', label: 'Branches' },
  { path: 'filters.paths', label: 'Files of the culprit' },
  { path: 'filters.authors', label: 'Authors of the culprit' },
  { path: 'filters.architectures', label: 'Architectures' },
  { path: 'filters.outcomes', label: 'Outcomes' },
  { path: 'headers', label: 'Headers' },
]
