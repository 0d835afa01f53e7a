import type { Webhook } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { changeOfForm, emptyWebhookForm, formOfWebhook, webhookOfForm, withFormat } from './webhook-form.ts'

const webhook: Webhook = {
  id: 'webhook00001',
  origin: 'https://hooks.example',
  types: ['bisection.finished'],
  description: 'for the team',
  format: 'slack',
  filters: { trees: ['next'], paths: ['mm/**', 'drivers/gpu/**'], outcomes: ['culprit'] },
  githubSignature: true,
  headers: ['Authorization'],
  disabled: false,
  disabledReason: null,
  lastAttempt: null,
  failingSince: null,
  oldSecretUntil: null,
  createdAt: '2026-11-20T10:00:00Z',
}

test('a new webhook gets the end of each bisection in one message, without filters', () => {
  const request = webhookOfForm({ ...emptyWebhookForm(), url: ' https://hooks.example ' })
  expect(request.url).toBe('https://hooks.example')
  expect(request.types).toEqual(['bisection.finished', 'bisection.failed', 'regression.fixed'])
  expect(request.filters).toEqual({})
  expect(request.headers).toEqual({})
})

test('a tracker opens an issue for each message, so it gets few types unless more are chosen', () => {
  const tracker = withFormat(emptyWebhookForm(), 'github')
  expect(tracker).toMatchObject({ format: 'github', types: ['regression.bisected'] })
  expect(withFormat(tracker, 'slack').types).toEqual(emptyWebhookForm().types)
  const chosen = { ...emptyWebhookForm(), types: ['bisection.failed' as const] }
  expect(withFormat(chosen, 'gitlab').types).toEqual(['bisection.failed'])
})

test('words are parted by lines or commas, and said once', () => {
  const form = { ...emptyWebhookForm(), paths: 'mm/**, drivers/**\n\nmm/**\n', architectures: ['arm' as const] }
  expect(webhookOfForm(form).filters).toEqual({ paths: ['mm/**', 'drivers/**'], architectures: ['arm'] })
})

test('what is known of a webhook fills its form and comes back unchanged', () => {
  const { types, description, format, filters, githubSignature } = webhook
  expect(changeOfForm(formOfWebhook(webhook))).toEqual({ types, description, format, filters, githubSignature })
})

test('a webhook keeps its hidden URL until another one is typed', () => {
  const form = formOfWebhook(webhook)
  expect(form).toMatchObject({ url: '', origin: 'https://hooks.example' })
  expect(changeOfForm(form)).not.toHaveProperty('url')
  expect(changeOfForm({ ...form, url: ' https://hooks.example/2' }).url).toBe('https://hooks.example/2')
})

test('a webhook keeps its hidden headers until others are typed', () => {
  const form = formOfWebhook(webhook)
  expect(webhookOfForm(form)).not.toHaveProperty('headers')
  const typed = [
    { key: '1', name: ' X-Token ', value: 'a b' },
    { key: '2', name: '', value: 'lost' },
  ]
  expect(webhookOfForm({ ...form, headers: typed }).headers).toEqual({ 'X-Token': 'a b' })
})
