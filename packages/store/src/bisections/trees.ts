import type { Tree, TreeRequest } from '@kbisect/contracts'
import { cutPage, nameCursor, type Page, type PageRequest } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { isDuplicate, isMissingReference } from '../connection/database-errors.ts'
import { newId } from '../connection/new-id.ts'
import { StoreError } from '../connection/store-error.ts'
import type { Tree as TreeRow } from '../generated/client.ts'

export interface TreeStore {
  /** @throws StoreError `name-taken` */
  add(request: TreeRequest): Promise<Tree>
  /** All, by name: for what looks at each of them. */
  all(): Promise<Tree[]>
  /** One page, by name. @throws StoreError `bad-cursor` */
  list(page: PageRequest): Promise<Page<Tree>>
  find(id: string): Promise<Tree | undefined>
  byName(name: string): Promise<Tree | undefined>
  /** Notes when the tree was fetched; a tree that is gone is left gone. */
  touch(id: string, fetchedAt: Date): Promise<void>
  /** False when there was none. @throws StoreError `tree-in-use` while a bisection belongs to it. */
  remove(id: string): Promise<boolean>
}

export function treeStore(database: Database): TreeStore {
  return {
    async add({ name, url }) {
      try {
        return toTree(await database.tree.create({ data: { id: newId(), name, url } }))
      } catch (error) {
        throw isDuplicate(error) ? nameTaken(name, error) : error
      }
    },

    async all() {
      return (await database.tree.findMany({ orderBy: { name: 'asc' } })).map(toTree)
    },

    async list({ cursor, limit }) {
      const where = cursor === undefined ? {} : { name: { gt: nameCursor.decode(cursor) } }
      const rows = await database.tree.findMany({ where, orderBy: { name: 'asc' }, take: limit + 1 })
      return cutPage(rows, limit, { item: toTree, cursor: ({ name }) => nameCursor.encode(name) })
    },

    async find(id) {
      const row = await database.tree.findUnique({ where: { id } })
      return row ? toTree(row) : undefined
    },

    async byName(name) {
      const row = await database.tree.findUnique({ where: { name } })
      return row ? toTree(row) : undefined
    },

    async touch(id, fetchedAt) {
      await database.tree.updateMany({ where: { id }, data: { fetchedAt } })
    },

    async remove(id) {
      try {
        const { count } = await database.tree.deleteMany({ where: { id } })
        return count === 1
      } catch (error) {
        throw isMissingReference(error) ? inUse(id, error) : error
      }
    },
  }
}

function nameTaken(name: string, cause: unknown): StoreError {
  return new StoreError('name-taken', `there is a tree named ${name} already`, 'use it, or take another name', cause)
}

function inUse(id: string, cause: unknown): StoreError {
  return new StoreError('tree-in-use', `bisections belong to the tree ${id}`, 'delete its bisections first', cause)
}

function toTree(row: TreeRow): Tree {
  const fetchedAt = row.fetchedAt?.toISOString() ?? null
  return { id: row.id, name: row.name, url: row.url, createdAt: row.createdAt.toISOString(), fetchedAt }
}
