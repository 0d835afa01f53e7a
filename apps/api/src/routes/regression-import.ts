import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { importRegression, RequestError } from '@kbisect/bisection'
import { RegressionImport, RegressionReported, type Tree } from '@kbisect/contracts'
import { findTree, type ReportedRegression, readKcidb, readShortForm } from '@kbisect/reports'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem } from '../http/problems.ts'
import { describeBoundaries } from '../trees/describe-commits.ts'
import type { TreeFetches } from '../trees/tree-fetches.ts'
import { problems } from './answers.ts'
import { namingTree } from './prepare-tree.ts'

const RECORD_ONLY = 'This service only records what is reported (KBISECT_IMPORT_POLICY is record).'

function readReport(body: RegressionImport): ReportedRegression {
  const reading = 'version' in body ? readKcidb(body) : readShortForm(body)
  if (reading.kind === 'refused') throw new RequestError('cannot-import', reading.refusals)
  return reading.regression
}

function mustFindTree(trees: readonly Tree[], { tree }: ReportedRegression): Tree {
  const found = findTree(trees, tree)
  if (found) return found
  const { name, url, field } = tree
  const said = [name, url].filter((word) => word !== undefined).join(' at ')
  const message = said === '' ? 'the tree is not named' : `there is no tree ${said}`
  const known =
    trees.length > 0
      ? ` Known ones: ${trees
          .map((one) => one.name)
          .slice(0, 20)
          .join(', ')}.`
      : ''
  const hint = `Add it (POST /api/v1/trees), by that name or with that address.${known}`
  throw new HttpProblem(422, 'unknown-tree', `${field}: ${message}`, {
    errors: [{ field, value: name ?? url, message, hint }],
  })
}

export const regressionImportRoutes: FastifyPluginAsyncTypebox<Dependencies & { fetches: TreeFetches }> = async (
  app,
  deps,
) => {
  const { store, queue, surroundings, settings, fetches } = deps
  const ports = {
    store: store.bisections,
    queue,
    surroundings,
    imports: store.regressionImports,
  }

  app.post(
    '/regressions',
    {
      schema: {
        operationId: 'createRegression',
        tags: ['regressions'],
        summary: 'Report a regression that was seen elsewhere',
        description:
          'As KCIDB 5.0 to 5.3 has it (a failing test or build with its build and checkout, and the same test where it passed last), or in a short form of our own. A bisection of it is started unless the setting KBISECT_IMPORT_POLICY or something in the report is in the way, which `note` then says. A configuration is taken from `misc.config` of the build; nothing is fetched from addresses in the report. The same failure again answers with the regression that is known.',
        body: RegressionImport,
        response: { 200: RegressionReported, 201: RegressionReported, ...problems },
      },
    },
    async (request, reply) => {
      const report = readReport(request.body)
      const tree = mustFindTree(await store.trees.all(), report)
      const refs = [report.request.bad, ...(report.good === null ? [] : [report.good])]
      const mirror = await namingTree(tree.name, () => fetches.prepare(tree, refs), report.tree.field)
      const { obstacle = settings.importPolicy === 'record' ? RECORD_ONLY : undefined } = report
      const reported = {
        ...report,
        request: { ...report.request, tree: tree.name, good: report.good },
        obstacle,
        createdBy: request.session.name,
      }
      const { regression, isNew } = await namingTree(
        tree.name,
        () => importRegression(ports, tree, mirror, reported),
        report.tree.field,
      )
      const started =
        regression.bisectionId === null ? undefined : await store.bisections.detail(regression.bisectionId)
      if (started) await describeBoundaries(deps, started)
      return reply
        .status(isNew ? 201 : 200)
        .header('location', `/api/v1/regressions/${regression.id}`)
        .send(regression)
    },
  )
}
