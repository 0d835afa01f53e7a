import { type InspectionRequest, inspectOutput, STARTED } from './inspect-output.ts'

// Started by `inspect-in-sandbox.ts`, with the request as JSON; prints an InspectionReport as one
// line of JSON. It and all that it imports lie in this directory, so that the sandbox need show no
// other code.

/**
 * What the operating system said, where it wrote the results for example. Anything else, such as a
 * lack of memory, ends the process.
 */
function asReport(error: NodeJS.ErrnoException) {
  if (error.syscall === undefined || error.code === undefined) throw error
  return { kind: 'error', code: error.code, message: error.message }
}

// Nothing of the tree under test was looked at until here.
console.error(STARTED)
const request: InspectionRequest = JSON.parse(process.argv[2] ?? '')
console.log(JSON.stringify(await inspectOutput(request).catch(asReport)))
