import { Command } from 'commander'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testContext } from '../captured-terminal.fixture.ts'
import { type FakeService, startFakeService } from '../fake-service.fixture.ts'
import { addReportCommand } from './report-command.ts'

let service: FakeService
beforeEach(async () => {
  service = await startFakeService({
    'GET /bisections/abcdefgh123456789012/report': ({ path }, response) => {
      const format = new URLSearchParams(path.split('?')[1]).get('format')
      return format === 'json' ? { title: 'x' } : response.end(`as ${format}\n`)
    },
    'GET /bisections/abcdefgh123456789012/bisect-log': (_, response) => response.end('git bisect start\n'),
  })
})
afterEach(() => service.close())

async function report(...args: string[]): Promise<string> {
  const { context, terminal } = testContext(service.url)
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  addReportCommand(program, context, async (use) => void (await use()))
  await program.parseAsync(['report', 'abcdefgh123456789012', ...args], { from: 'user' })
  return terminal.output.join('\n')
}

test.each([
  [[], 'as text'],
  [['--format', 'markdown'], 'as markdown'],
  [['--format', 'json'], '{\n  "title": "x"\n}'],
  [['--json'], '{\n  "title": "x"\n}'],
  [['--bisect-log'], 'git bisect start'],
])('%j prints it so', async (args, printed) => {
  expect(await report(...args)).toBe(printed)
})

test('a format that there is not is refused with those that there are', async () => {
  await expect(report('--format', 'html')).rejects.toThrow('Allowed choices are text, markdown, json')
})
