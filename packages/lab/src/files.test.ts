import { InfrastructureError } from '@kbisect/exec'
import { describe, expect, it } from 'vitest'
import { Files } from './files.ts'

const files = () => new Files([['mm/cma.c', 'one two two']])

function refusal(work: () => void): InfrastructureError {
  try {
    work()
  } catch (error) {
    if (error instanceof InfrastructureError) return error
    throw error
  }
  throw new Error('the edit was accepted')
}

describe('Files', () => {
  it('replaces one piece of text and leaves the rest alone', () => {
    const edited = files()
    edited.apply({ path: 'mm/cma.c', from: 'one', to: '$& three' })
    expect(edited.read('mm/cma.c')).toBe('$& three two two')
  })

  it('adds a file', () => {
    const edited = files()
    edited.apply({ path: 'mm/new.c', content: 'new\n' })
    expect(edited.read('mm/new.c')).toBe('new\n')
  })

  it('keeps what a fork does from the branch that it came from', () => {
    const main = files()
    main.fork().apply({ path: 'mm/cma.c', from: 'one', to: '' })
    expect(main.read('mm/cma.c')).toBe('one two two')
  })

  it.each([
    ['a text that is not there', { path: 'mm/cma.c', from: 'four', to: '' }, 'four', 'not there'],
    ['a text that is there twice', { path: 'mm/cma.c', from: 'two', to: '' }, 'two', 'more than once'],
    ['a file that is not there', { path: 'mm/slab.c', from: 'one', to: '' }, 'one', 'no such file'],
    ['a new file that is there already', { path: 'mm/cma.c', content: 'zero' }, 'zero', 'exists already'],
  ])('refuses %s, naming file and text', (_, edit, text, why) => {
    const error = refusal(() => files().apply(edit))
    expect(error.code).toBe('lab-edit-failed')
    expect(error.message).toContain(edit.path)
    expect(error.message).toContain(`"${text}"`)
    expect(error.message).toContain(why)
  })
})
