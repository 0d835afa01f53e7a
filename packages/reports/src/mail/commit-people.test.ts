import { expect, test } from 'vitest'
import { commitPeople, maintainers, uniqueRecipients } from './commit-people.ts'

const commit = {
  authorName: 'Ann',
  authorEmail: 'ann@example.org',
  committerName: 'Carl',
  committerEmail: 'carl@example.org',
  trailers: [
    { key: 'Link', value: 'https://lore.example.org/1' },
    { key: 'Reported-by', value: 'Rita <rita@example.org>' },
    { key: 'Reviewed-by', value: 'Bob <bob@example.org> # mm' },
    { key: 'acked-by', value: 'Bob <BOB@example.org>' },
    { key: 'Reported-and-tested-by', value: 'Tom <tom@example.org>' },
    { key: 'Cc', value: 'stable@vger.kernel.org' },
    { key: 'Signed-off-by', value: 'Ann <ann@example.org>' },
    { key: 'Signed-off-by', value: 'Carl <carl@example.org>' },
    { key: 'Tested-by', value: 'nobody in particular' },
  ],
}

test('author and trailers are written to, the committer gets a copy, each with the reason', () => {
  expect(commitPeople(commit).map(({ address, field, reason }) => [field, address, reason])).toEqual([
    ['to', 'ann@example.org', 'wrote the commit'],
    ['to', 'rita@example.org', 'Reported-by of the commit'],
    ['to', 'bob@example.org', 'Reviewed-by of the commit'],
    ['to', 'BOB@example.org', 'acked-by of the commit'],
    ['to', 'tom@example.org', 'Reported-and-tested-by of the commit'],
    ['to', 'ann@example.org', 'Signed-off-by of the commit'],
    ['to', 'carl@example.org', 'Signed-off-by of the commit'],
    ['cc', 'carl@example.org', 'committed it'],
  ])
})

const PRINTED = `Andrew Morton <akpm@linux-foundation.org> (maintainer:MEMORY MANAGEMENT)
"H. Peter Anvin" <hpa@zytor.com> (reviewer:X86 ARCHITECTURE (32-BIT AND 64-BIT))
x86@kernel.org (maintainer:X86 ARCHITECTURE (32-BIT AND 64-BIT))
linux-mm@kvack.org (open list:MEMORY MANAGEMENT)
linux-kernel@vger.kernel.org (open list)
scripts/get_maintainer.pl: file './x' doesn't appear to be a patch

`

test('maintainers come with their roles, also those with parentheses', () => {
  expect(maintainers(PRINTED)).toEqual(
    [
      ['akpm@linux-foundation.org', 'Andrew Morton', 'maintainer:MEMORY MANAGEMENT'],
      ['hpa@zytor.com', 'H. Peter Anvin', 'reviewer:X86 ARCHITECTURE (32-BIT AND 64-BIT)'],
      ['x86@kernel.org', null, 'maintainer:X86 ARCHITECTURE (32-BIT AND 64-BIT)'],
      ['linux-mm@kvack.org', null, 'open list:MEMORY MANAGEMENT'],
      ['linux-kernel@vger.kernel.org', null, 'open list'],
    ].map(([address, name, role]) => ({ address, name, field: 'cc', reason: `get_maintainer.pl: ${role}` })),
  )
})

test('a program that prints without end names a bounded number of people', () => {
  expect(maintainers('a@example.org (x)\n'.repeat(100_000)).length).toBeLessThanOrEqual(100)
})

test('everybody is told once: To before Cc, with every reason', () => {
  const people = [...commitPeople(commit), ...maintainers('Carl <CARL@example.org> (maintainer:MM)')]
  expect(
    uniqueRecipients(people, 'kbisect@example.org').map(({ field, address, reason }) => [field, address, reason]),
  ).toEqual([
    ['to', 'ann@example.org', 'wrote the commit; Signed-off-by of the commit'],
    ['to', 'rita@example.org', 'Reported-by of the commit'],
    ['to', 'bob@example.org', 'Reviewed-by of the commit; acked-by of the commit'],
    ['to', 'tom@example.org', 'Reported-and-tested-by of the commit'],
    ['to', 'carl@example.org', 'Signed-off-by of the commit; committed it; get_maintainer.pl: maintainer:MM'],
  ])
})

test('our own address and those that nobody reads are left out, whatever their case', () => {
  const to = (address: string) => ({ address, name: null, field: 'to', reason: 'x' }) as const
  const all = [to('KBISECT@example.org'), to('1+ann@users.noreply.github.com'), to('ann@example.org')]
  expect(uniqueRecipients(all, 'kbisect@EXAMPLE.org').map(({ address }) => address)).toEqual(['ann@example.org'])
})

test('one address with thousands of reasons keeps a few of them', () => {
  const trailers = Array.from({ length: 5000 }, (_, at) => ({
    key: 'acked-by'
      .split('')
      .map((letter, bit) => ((at >> bit) & 1 ? letter.toUpperCase() : letter))
      .join(''),
    value: 'Bob <bob@example.org>',
  }))
  const [bob] = uniqueRecipients(commitPeople({ ...commit, trailers }).slice(1, -1), 'us@example.org')
  expect(bob?.reason.split('; ')).toHaveLength(8)
})
