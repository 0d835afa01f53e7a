import { parseArgs } from 'node:util'
import { migrate } from '@kbisect/store'
import { seedDatabase } from './seed-database.ts'

const HELP = `npm run seed -- --database URL [--bisections 10000] [--runs 1000000]

Fills an empty database with finished bisections, to see pages and lists with many of them. Start the service on it with DATABASE_URL.`

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    bisections: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '1000000' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help || values.database === undefined) {
  console.log(HELP)
  process.exitCode = values.help ? 0 : 2
} else {
  await migrate(values.database)
  const number = (text: string, name: string): number => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} ${text}: give a whole number from 1 on`)
    return Number(text)
  }
  await seedDatabase(values.database, {
    bisections: number(values.bisections, 'bisections'),
    runs: number(values.runs, 'runs'),
    note: (line) => console.error(line),
  })
}
