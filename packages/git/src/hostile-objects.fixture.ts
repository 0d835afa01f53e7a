import { execFileSync } from 'node:child_process'
import type { SourceRepository } from './source-repository.fixture.ts'

type Entry = readonly [mode: string, name: string, hash: string]

/** Writes objects that no ordinary git makes, for tests. */
export class HostileObjects {
  readonly #source: SourceRepository

  constructor(source: SourceRepository) {
    this.#source = source
  }

  store(type: string, content: string | Buffer): string {
    const args = ['hash-object', '-t', type, '-w', '--literally', '--stdin']
    return execFileSync('git', args, { cwd: this.#source.directory, input: content, encoding: 'utf8' }).trim()
  }

  tree(entries: readonly Entry[]): string {
    const pieces = entries.flatMap(([mode, name, hash]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(hash, 'hex')])
    return this.store('tree', Buffer.concat(pieces))
  }

  /** A tree of ten to the power of `depth` files, made of `depth` objects. */
  bomb(depth: number, content = 'x'): string {
    const blob = this.store('blob', content)
    const ten = (mode: string, hash: string) =>
      this.tree(Array.from({ length: 10 }, (_, digit) => [mode, String(digit), hash] as const))
    let tree = ten('100644', blob)
    for (let level = 1; level < depth; level++) tree = ten('40000', tree)
    return tree
  }

  /** Puts a commit of a tree on main. */
  commit(tree: string, parent: string, text = 'subject', author = 'A <a@example.org>'): string {
    const person = `${author} 1600000000 +0000`
    const parents = parent === '' ? '' : `parent ${parent}\n`
    const hash = this.store('commit', `tree ${tree}\n${parents}author ${person}\ncommitter ${person}\n\n${text}\n`)
    this.#source.git('update-ref', 'refs/heads/main', hash)
    return hash
  }
}
