import { expect, test } from 'vitest'
import { BAD, culpritResult, inputFor } from '../report-input.fixture.ts'
import { textReport } from '../text/text-report.ts'
import { reproduceInput } from './reproduce-input.fixture.ts'

const withFacts = () => {
  const { builds, runs } = reproduceInput()
  return { ...inputFor(culpritResult), builds, runs }
}

test('the text report names the script, and the lines that it comes down to', () => {
  expect(textReport(withFacts())).toContain(`How to reproduce
----------------
This script checks out, configures, builds and boots the commit as the
bisection did, and says whether it fails:
    curl -o reproduce.sh http://localhost:1/api/v1/bisections/abcdefgh/reproduce.sh
    KERNEL=~/linux sh reproduce.sh
With --parent it tests the parent commit instead. The single commands
are these; IMAGE is the kernel that make built, INITRAMFS a root file
system:
    git checkout cccccccccccc
    curl -o .config http://localhost:1/api/v1/artifacts/${'c0'.repeat(32)}
    make ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- \\
      CC=aarch64-linux-gnu-gcc-12 olddefconfig
    make ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- \\
      CC=aarch64-linux-gnu-gcc-12 Image
    qemu-system-aarch64 -machine virt -accel tcg -kernel IMAGE \\
      -initrd INITRAMFS -append 'console=ttyAMA0 panic=-1 a="it'\\''s"'
`)
})

test('where reading needs a token, the line that fetches it has a place for one', () => {
  const input = withFacts()
  const closed = textReport({ ...input, urls: { ...input.urls, reads: 'token' } })
  expect(closed).toContain(`
    curl -H "Authorization: Bearer $TOKEN" \\
      -o reproduce.sh http://localhost:1/api/v1/bisections/abcdefgh/reproduce.sh
    KERNEL=~/linux sh reproduce.sh
`)
})

test('a fix without which it does not build is applied in the lines too', () => {
  const input = withFacts()
  const [first] = input.builds
  if (!first) throw new Error('there is a build')
  const text = textReport({ ...input, builds: [{ ...first, patched: BAD }] })
  expect(text).toContain('    git checkout cccccccccccc\n    git cherry-pick --no-commit dddddddddddd\n')
})

test('where nothing was built, nothing is said', () => {
  expect(textReport(inputFor(culpritResult))).not.toContain('How to reproduce')
})
