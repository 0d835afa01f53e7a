import { expect, test } from 'vitest'
import { CliError } from '../cli-error.ts'
import { chooseService } from './choose-service.ts'
import type { ConfigFile } from './config-file.ts'

const instance = (name: string) => ({ name, url: `https://${name}.example`, token: `token-of-${name}` })
const config = (standard?: string): (() => ConfigFile) => {
  const instances = new Map(['work', 'lab'].map((name) => [name, instance(name)]))
  return () => ({ path: '/c', text: '', default: standard, instances })
}
const nothing = { url: undefined, instance: undefined }
const unread = (): ConfigFile => {
  throw new Error('the configuration file is not needed')
}
const URL = 'http://env.example'

test('the option comes first, then the environment, the configuration file, settings files, this machine', () => {
  const environment = { url: URL, instance: undefined }
  const files = { url: 'http://file.example', instance: undefined }
  expect(chooseService('work', environment, config('lab'), files)).toMatchObject(instance('work'))
  expect(chooseService(undefined, environment, unread, files)).toMatchObject({ url: URL, setBy: 'KBISECT_URL' })
  expect(chooseService(undefined, { url: '', instance: 'work' }, config('lab'), files)).toMatchObject(instance('work'))
  expect(chooseService(undefined, nothing, config('lab'), files)).toMatchObject(instance('lab'))
  expect(chooseService(undefined, nothing, config(), files)).toMatchObject({ url: files.url })
  expect(chooseService(undefined, nothing, config(), { url: undefined, instance: 'lab' })).toMatchObject(
    instance('lab'),
  )
  expect(chooseService(undefined, nothing, config(), nothing)).toEqual({ url: undefined })
})

test('a URL of the environment gets no token of an instance', () => {
  expect(chooseService(undefined, { url: URL, instance: undefined }, unread, nothing)).not.toHaveProperty('token')
})

test('local names the service of this machine, whatever the default is', () => {
  const environment = { url: undefined, instance: 'local' }
  for (const chosen of [
    chooseService('local', { url: URL, instance: undefined }, config('lab'), nothing),
    chooseService(undefined, environment, config('lab'), nothing),
    chooseService(undefined, nothing, config('local'), { url: URL, instance: undefined }),
  ])
    expect(chosen).toEqual({ url: undefined })
})

test('an unknown name is refused with those that are there, and two names of one service with both', () => {
  const refused = (choose: () => unknown): CliError => {
    try {
      choose()
    } catch (error) {
      if (error instanceof CliError) return error
    }
    throw new Error('it was not refused')
  }
  const unknown = refused(() => chooseService('wrok', nothing, config(), nothing))
  expect(unknown.message).toBe('--instance names the instance "wrok", which is not in /c')
  expect(unknown.hint).toContain('name one of work, lab, local')
  const both = refused(() => chooseService(undefined, { url: URL, instance: 'work' }, config(), nothing))
  expect(both.message).toBe('KBISECT_URL and KBISECT_INSTANCE are both set')
})
