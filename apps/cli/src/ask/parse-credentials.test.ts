import { expect, test } from 'vitest'
import { CliError } from '../cli-error.ts'
import { parseCredentials } from './parse-credentials.ts'

test.each([
  ['glpat-x\n', { password: 'glpat-x' }],
  ['dG9rZW4=\r\n', { password: 'dG9rZW4=' }],
  [' with blanks \n', { password: ' with blanks ' }],
  ['protocol=https\nhost=example.org\nusername=robot\npassword=a=b\n', { user: 'robot', password: 'a=b' }],
  ['password={x\n', { password: '{x' }],
  ['{"user": "robot", "password": "x"}', { user: 'robot', password: 'x' }],
  ['{"password": "x"}\n', { password: 'x' }],
])('the text %j is read as credentials', (text, credentials) => {
  expect(parseCredentials(text, 'FILE')).toEqual(credentials)
})

test.each([
  ['', 'FILE holds no password or token'],
  ['\n\n', 'FILE holds no password or token'],
  ['username=s3cret\n', 'FILE holds no password or token'],
  ['s3cret\ns3cret2\n', 'FILE has 2 lines, and none begins with password='],
  ['{"password": s3cret}', 'FILE begins with { and is not JSON'],
  ['{"password": 1}', 'FILE: "user" and "password" are texts, and "password" is needed'],
  ['{"pasword": "s3cret"}', 'FILE: pasword is no field of credentials'],
])('the text %j is refused with a hint, and is not shown', (text, message) => {
  const refusal = (() => {
    try {
      return parseCredentials(text, 'FILE')
    } catch (error) {
      return error
    }
  })()
  expect(refusal).toBeInstanceOf(CliError)
  const { message: said, hint } = refusal as CliError
  expect([said, hint]).toEqual([message, expect.any(String)])
  expect(`${said} ${hint}`).not.toContain('s3cret')
})
