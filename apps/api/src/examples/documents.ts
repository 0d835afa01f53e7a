import type { Event, Kcidb, Report } from '@kbisect/contracts'
import { bisection, commit, hashes, ids, signature, times } from './things.ts'

const PAGE = `https://kbisect.example.org/bisections/${ids.bisection}`

export const textReport = `[regression] next: arm64 fails to boot: NULL pointer dereference in cma_alloc

  ${hashes.culprit.slice(0, 12)} ("${commit.subject}")

is the first bad commit: it failed 3 of 3 times, its parent passed 3 of 3 times.

  ${signature.text}

Reproduce:
  curl -fsS ${PAGE.replace('/bisections', '/api/v1/bisections')}/reproduce.sh | sh
`

export const markdownReport = `# arm64 fails to boot: NULL pointer dereference in cma_alloc

\`${hashes.culprit.slice(0, 12)}\` ("${commit.subject}") is the first bad commit.
`

export const bisectLog = `git bisect start
# status: good: ${hashes.good}
git bisect good ${hashes.good}
# status: bad: ${hashes.bad}
git bisect bad ${hashes.bad}
# first bad commit: [${hashes.culprit}] ${commit.subject}
`

export const script = `#!/bin/sh
# Builds and boots ${hashes.culprit.slice(0, 12)} for arm64, and says whether the failure shows.
set -eu
`

export const consoleLog = `[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x411fd070]
[    0.221904] ${signature.text} at virtual address 0000000000000000
[    0.224410] pc : cma_alloc+0x6c/0x308
[    0.228051] Kernel panic - not syncing: Attempted to kill init!
`

export const report: Report = {
  title: '[regression] next: arm64 fails to boot: NULL pointer dereference in cma_alloc',
  url: PAGE,
  bisection,
  failure: `${signature.text} [in cma_alloc, mm/cma.c:203]`,
  text: textReport,
  markdown: markdownReport,
  bisectLog,
  reproduceScript: `${PAGE.replace('/bisections', '/api/v1/bisections')}/reproduce.sh`,
  firstBadLog: `https://kbisect.example.org/runs/${ids.run}`,
  lastGoodLog: null,
}

const events: Event[] = [
  {
    ...{ id: 4012, bisectionId: ids.bisection, type: 'run-finished', at: times.tested },
    message: `${hashes.culprit.slice(0, 12)} failed on arm64/cma: oops in cma_alloc.`,
    data: { commit: hashes.culprit, target: 'arm64/cma', run: ids.run },
  },
  {
    ...{ id: 4019, bisectionId: ids.bisection, type: 'finished', at: times.finished },
    message: `The culprit is ${hashes.culprit.slice(0, 12)}, confirmed.`,
    data: { outcome: 'culprit', label: 'confirmed', culprit: hashes.culprit },
  },
]

export const eventPage = { items: events, next: null }

export const eventStream = events
  .map((event) => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join('')

const common = { origin: 'kbisect' }

export const kcidb: Kcidb = {
  version: { major: 5, minor: 3 },
  checkouts: [
    {
      ...common,
      id: `kbisect:${hashes.culprit}`,
      tree_name: 'next',
      git_repository_url: 'https://git.kernel.org/pub/scm/linux/kernel/git/next/linux-next.git',
      git_commit_hash: hashes.culprit,
      valid: true,
    },
  ],
  builds: [
    {
      ...{ ...common, id: `kbisect:${ids.build}`, checkout_id: `kbisect:${hashes.culprit}`, architecture: 'arm64' },
      ...{ config_name: 'defconfig+cma', compiler: 'gcc 12.2.0', duration: 412.7, status: 'PASS' },
    },
  ],
  tests: [
    {
      ...{ ...common, id: `kbisect:${ids.run}`, build_id: `kbisect:${ids.build}`, path: 'boot', status: 'FAIL' },
      ...{ environment: { comment: 'QEMU, arm64' }, log_excerpt: consoleLog, start_time: times.tested },
    },
  ],
  issues: [
    {
      ...{ ...common, id: `kbisect:${ids.regression}`, version: 1, report_subject: report.title, report_url: PAGE },
      culprit: { code: true },
    },
  ],
  incidents: [
    {
      ...{ ...common, id: `kbisect:${ids.regression}-${ids.run}`, issue_id: `kbisect:${ids.regression}` },
      ...{ issue_version: 1, test_id: `kbisect:${ids.run}`, present: true },
    },
  ],
}

export const feed = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>urn:kbisect:regressions:next</id>
  <title>Regressions of next</title>
  <updated>${times.finished}</updated>
  <entry>
    <id>urn:kbisect:regression:${ids.regression}</id>
    <title>arm64/cma: ${signature.text}</title>
    <updated>${times.finished}</updated>
    <link href="https://kbisect.example.org/regressions/${ids.regression}"/>
  </entry>
</feed>
`

export const badge =
  '<svg xmlns="http://www.w3.org/2000/svg" width="118" height="20" role="img"><title>regressions: 1 open</title></svg>'
