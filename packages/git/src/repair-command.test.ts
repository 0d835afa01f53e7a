import { expect, test } from 'vitest'
import { repairCommand } from './repair-command.ts'

test.each([
  ['/srv/linux.git', 'git -C /srv/linux.git fetch --unshallow'],
  ['/home/ann/my linux', "git -C '/home/ann/my linux' fetch --unshallow"],
  ["/home/ann/it's;here", "git -C '/home/ann/it'\\''s;here' fetch --unshallow"],
  ['https://git.example.org/linux.git', 'git fetch --unshallow'],
])('the command that repairs %s can be copied into a shell', (source, command) => {
  expect(repairCommand(source, 'fetch --unshallow')).toBe(command)
})
