import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

// Smaller ones fit into the first packets as they are.
const WORTH_IT = 2_000

/**
 * Leaves each script and style compressed beside itself, so that the service does so once and not
 * for every visitor.
 */
function compressed(): Plugin {
  let directory = ''
  return {
    name: 'compressed',
    apply: 'build',
    configResolved(config) {
      directory = resolve(config.root, config.build.outDir, config.build.assetsDir)
    },
    closeBundle() {
      for (const name of readdirSync(directory).filter((file) => /\.(js|css|svg)$/.test(file))) {
        const content = readFileSync(join(directory, name))
        if (content.length < WORTH_IT) continue
        writeFileSync(join(directory, `${name}.br`), brotliCompressSync(content))
        writeFileSync(join(directory, `${name}.gz`), gzipSync(content, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  plugins: [react(), compressed()],
  // The words of labels come from packages/contracts as they are: no build of it is needed first.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    // The content security policy allows files of our own only, no data: URLs.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8470' } },
})
