import workerpool from 'workerpool'

function forEver() {
  for (;;);
}

// Stands in for log-thread.ts: what it is given may keep it busy for ever.
workerpool.worker({
  readLog(/** @type {Uint8Array} */ bytes) {
    const excerpt = new TextDecoder().decode(bytes)
    return excerpt === 'endless' ? forEver() : { excerpt, failureLine: undefined }
  },
  reproduceScript: (/** @type {{ treeUrl: string }} */ { treeUrl }) => (treeUrl === 'endless' ? forEver() : ''),
})
