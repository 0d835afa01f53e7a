import { expect, test } from 'vitest'
import { withDefault, withInstance, withoutInstance } from './edit-config.ts'

const OWN = `# mine
default = "work"

[instances.work] # at the office
url = "https://w.example"
token = "kb_old0123456789"

# for tests
[instances.lab]
url = "http://lab.example"
`

test('a new instance is added at the end, also of an empty file', () => {
  const instance = { name: 'home', url: 'http://h.example', token: 'kb_new' }
  const section = '[instances.home]\nurl = "http://h.example"\ntoken = "kb_new"\n'
  expect(withInstance(OWN, instance)).toBe(`${OWN}\n${section}`)
  expect(withInstance('', instance)).toBe(section)
})

test('a known instance is changed line by line, and comments stay', () => {
  const changed = withInstance(OWN, { name: 'work', url: 'https://new.example', token: 'kb_new' })
  expect(changed).toBe(OWN.replace('https://w.example', 'https://new.example').replace('kb_old0123456789', 'kb_new'))
  expect(withInstance(OWN, { name: 'work', url: 'https://w.example', token: undefined })).toBe(
    OWN.replace('token = "kb_old0123456789"\n', ''),
  )
  expect(withInstance(OWN, { name: 'lab', url: 'http://lab.example', token: 'kb_new' })).toContain(
    '[instances.lab]\ntoken = "kb_new"\nurl = "http://lab.example"\n',
  )
})

test('an instance is removed with its lines, and the comment of the next one stays', () => {
  expect(withoutInstance(OWN, 'work')).toBe(
    '# mine\ndefault = "work"\n\n# for tests\n[instances.lab]\nurl = "http://lab.example"\n',
  )
  expect(withoutInstance(OWN, 'lab')).not.toContain('lab.example')
  expect(withoutInstance(OWN, 'other')).toBe(OWN)
})

test('the default is changed, added in front of the tables, and removed', () => {
  expect(withDefault(OWN, 'lab')).toBe(OWN.replace('default = "work"', 'default = "lab"'))
  const without = withDefault(OWN, undefined)
  expect(without).toBe(OWN.replace('default = "work"\n', ''))
  expect(withDefault(without, 'lab')).toBe(`default = "lab"\n${without}`)
})
