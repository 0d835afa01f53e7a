export const states = ['queued', 'running', 'paused', 'finished'] as const
export type BisectionState = (typeof states)[number]

export const stages = [
  'prepare',
  'boundaries',
  'bases',
  'narrow',
  'confirm',
  'affected-targets',
  'report',
  'done',
] as const
export type BisectionStage = (typeof stages)[number]

export const outcomes = ['culprit', 'range', 'not-reproduced', 'inconclusive', 'cancelled', 'error'] as const
export type Outcome = (typeof outcomes)[number]

export const labels = [
  'confirmed',
  'confirmed without revert',
  'probable',
  'range',
  'not a regression',
  'inherited',
  'inconsistent',
] as const
export type Label = (typeof labels)[number]

export const verdicts = ['good', 'bad', 'skip', 'weak'] as const
export type VerdictWord = (typeof verdicts)[number]
