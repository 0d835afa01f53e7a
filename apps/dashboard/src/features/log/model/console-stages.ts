const words: Readonly<Record<string, string>> = {
  none: 'nothing on the console',
  emulator: 'the emulator had started',
  firmware: 'the firmware had spoken',
  kernel: 'the kernel was starting',
  userspace: 'init was running',
  test: 'the test was running',
  end: 'the test had ended',
}

/** How far a boot got, or where its kernel broke. */
export function stageWords(stage: string): string {
  return Object.hasOwn(words, stage) ? (words[stage] ?? stage) : stage
}
