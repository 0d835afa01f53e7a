import type { Tree, TreeRequest } from '@kbisect/contracts'
import type { SecretBox } from '../access/secret-box.ts'
import { cutPage, nameCursor, type Page, type PageRequest } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { isDuplicate, isMissingReference } from '../connection/database-errors.ts'
import { newId } from '../connection/new-id.ts'
import { StoreError } from '../connection/store-error.ts'
import type { Tree as TreeRow } from '../generated/client.ts'
import {
  moveUserParts,
  openCredentials,
  type SplitUrl,
  type StoredCredentials,
  sealCredentials,
  sealCredentialsAgain,
} from './tree-credentials.ts'

/** A new tree, with what its server asks for. */
export interface NewTree extends Pick<TreeRequest, 'name' | 'url' | 'commitUrl'> {
  readonly credentials?: StoredCredentials
}

export interface TreeStore {
  /** @throws StoreError `name-taken` */
  add(tree: NewTree): Promise<Tree>
  /** All, by name: for what looks at each of them. */
  all(): Promise<Tree[]>
  /** One page, by name. @throws StoreError `bad-cursor` */
  list(page: PageRequest): Promise<Page<Tree>>
  find(id: string): Promise<Tree | undefined>
  byName(name: string): Promise<Tree | undefined>
  /** Notes when the tree was fetched; a tree that is gone is left gone. */
  touch(id: string, fetchedAt: Date): Promise<void>
  /** Undefined when the tree has none, or is gone. @throws StoreError `secrets-key-missing` */
  credentials(id: string): Promise<StoredCredentials | undefined>
  /** Stores them encrypted, or removes them; false when there is no such tree. */
  setCredentials(id: string, credentials: StoredCredentials | null): Promise<boolean>
  /** Sets the template of the pages of commits, or removes it; false when there is no such tree. */
  setCommitUrl(id: string, commitUrl: string | null): Promise<boolean>
  /**
   * Seals again, with the first key, what is not sealed with it. See {@link sealCredentialsAgain}.
   */
  sealAgain(): Promise<{ readonly sealed: number; readonly unreadable: string[] }>
  /** See {@link moveUserParts}. */
  moveUserParts(split: SplitUrl): Promise<string[]>
  /**
   * False when there was none. @throws StoreError `tree-in-use` while a bisection belongs to it.
   */
  remove(id: string): Promise<boolean>
}

export function treeStore(database: Database, box: SecretBox): TreeStore {
  return {
    async add({ name, url, commitUrl = null, credentials }) {
      const id = newId()
      const sealed = credentials ? { credentials: sealCredentials(box, id, credentials) } : {}
      try {
        return toTree(await database.tree.create({ data: { id, name, url, commitUrl, ...sealed } }))
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

    async credentials(id) {
      const row = await database.tree.findUnique({ where: { id }, select: { credentials: true } })
      return row?.credentials ? openCredentials(box, id, row.credentials) : undefined
    },

    async setCredentials(id, credentials) {
      const data = { credentials: credentials && sealCredentials(box, id, credentials) }
      return (await database.tree.updateMany({ where: { id }, data })).count === 1
    },

    async setCommitUrl(id, commitUrl) {
      return (await database.tree.updateMany({ where: { id }, data: { commitUrl } })).count === 1
    },

    sealAgain: () => sealCredentialsAgain(database, box),
    moveUserParts: (split) => moveUserParts(database, box, split),

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
  return new StoreError(
    'tree-in-use',
    `bisections or watches belong to the tree ${id}`,
    'delete its watches and bisections first',
    cause,
  )
}

function toTree(row: TreeRow): Tree {
  const { id, name, url, commitUrl, createdAt, fetchedAt, credentials } = row
  return {
    id,
    name,
    url,
    commitUrl,
    createdAt: createdAt.toISOString(),
    fetchedAt: fetchedAt?.toISOString() ?? null,
    hasCredentials: credentials !== null,
  }
}
