import createClient from 'openapi-fetch'
import { calls, type Given } from './calls.js'
import type { paths } from './schema.js'

/**
 * Makes every call against the service that its arguments name; prints what was asked and answered,
 * as JSON.
 */
const [baseUrl = '', token = '', given = '{}'] = process.argv.slice(2)
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } })
let asked = ''
client.use({
  onRequest({ request }) {
    asked = `${request.method.toLowerCase()} ${new URL(request.url).pathname}`
  },
})

const answers = []
const context = JSON.parse(given) as Given
for (const [operation, call] of Object.entries(calls)) {
  const { response, error } = await call(client, context)
  answers.push({ operation, asked, status: response.status, error })
}
process.stdout.write(JSON.stringify(answers))
