import type { ImportedRegression, RegressionImports } from '@kbisect/bisection'
import type { RegressionReported } from '@kbisect/contracts'
import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'
import { insertDeliveries } from './insert-deliveries.ts'
import { toJson, toNullableJson } from './json-columns.ts'
import { regressionColumns, toRegression } from './regressions.ts'
import { storable } from './storable.ts'
import { inTransaction } from './written-together.ts'

type Row = Prisma.RegressionGetPayload<{ include: typeof regressionColumns }>

const reported = (row: Row): RegressionReported => ({ ...toRegression(row), note: row.note })

/** Regressions that were reported to us. Their question stands in `origin`, as only they are looked up by it. */
export function regressionImports(database: Database): RegressionImports {
  return {
    async known(questions) {
      const row = await database.regression.findFirst({
        where: {
          OR: [
            { bisection: { question: { in: [...questions] } } },
            ...questions.map((question) => ({ origin: { path: ['question'], equals: question } })),
          ],
        },
        include: regressionColumns,
        orderBy: { foundAt: 'desc' },
      })
      return row ? reported(row) : undefined
    },

    async bisectionOf(questions) {
      const row = await database.bisection.findFirst({
        where: {
          question: { in: [...questions] },
          regression: null,
          OR: [{ state: { not: 'finished' } }, { outcome: { in: ['culprit', 'range'] } }],
        },
        orderBy: { createdAt: 'desc' },
        select: { id: true },
      })
      return row?.id
    },

    create: (regression, messages) =>
      inTransaction(database, regression.bisectionId ?? '', async (transaction) => {
        const row = await transaction.regression.create({ data: newRow(regression), include: regressionColumns })
        return { regression: reported(row), deliveries: await insertDeliveries(transaction, messages) }
      }),

    async link(id, bisectionId, note) {
      const data = { bisectionId, note: note === null ? null : storable(note) }
      return reported(await database.regression.update({ where: { id }, data, include: regressionColumns }))
    },
  }
}

function newRow({ question, origin, signature, ...plain }: ImportedRegression): Prisma.RegressionUncheckedCreateInput {
  return {
    ...storable(plain),
    signature: toNullableJson(signature),
    origin: toJson({ ...origin, question }),
  }
}
