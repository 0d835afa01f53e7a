export { CommitGraph, type GraphCommit } from './commit-graph.ts'
export { type Decision, decide, type Finding } from './decide.ts'
