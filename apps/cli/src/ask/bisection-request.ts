import type { BaseConfig, BisectionRequest } from '@kbisect/contracts'
import type { AskOptions } from './ask-options.ts'
import { guestField } from './guest-options.ts'
import { parseFailure } from './parse-failure.ts'
import { parseFurtherTarget } from './parse-further-target.ts'
import { parseTest } from './parse-test.ts'
import { readConfigFile } from './read-file.ts'

/**
 * The request that the options stand for; files that they name are read. What the API decides
 * (refs, names) is left to it.
 * @throws CliError
 */
export async function bisectionRequest(options: AskOptions): Promise<Omit<BisectionRequest, 'tree'>> {
  const { good, bad, arch, toolchain, cmdline, test, anyFailure, config, fragment = [], alsoTest = [] } = options
  const failure = parseFailure(options.failure, options.failureMessage)
  return {
    good,
    bad,
    target: {
      architecture: arch,
      ...(config === undefined ? {} : { config: await baseConfig(config) }),
      ...(fragment.length === 0
        ? {}
        : { fragments: await Promise.all(fragment.map((path) => readConfigFile('--fragment', path))) }),
      ...(toolchain === undefined ? {} : { toolchain }),
      ...(cmdline === undefined ? {} : { cmdline }),
      ...guestField(options),
    },
    ...(test === undefined ? {} : { test: await parseTest(test, options.kunitOption) }),
    ...(alsoTest.length === 0 ? {} : { alsoTest: await Promise.all(alsoTest.map(parseFurtherTarget)) }),
    ...(anyFailure ? { match: 'any' } : {}),
    ...(failure === undefined ? {} : { failure }),
    ...(options.failOnWarnings ? { warnings: 'fail' } : {}),
    ...(options.again ? { attach: false } : {}),
  }
}

/** `defconfig`, `tinyconfig`, or the file of that path. @throws CliError */
export async function baseConfig(config: string): Promise<BaseConfig> {
  return config === 'defconfig' || config === 'tinyconfig' ? config : await readConfigFile('--config', config)
}
