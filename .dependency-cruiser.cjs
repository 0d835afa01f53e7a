// The rooms of ARCHITECTURE.md and who may enter them. A new room needs a row here, or it may
// import nothing.

// Tests and what only they use.
const TESTS = '\\.(test|fixture)\\.(tsx?|mjs)$'

const ADAPTERS = ['exec', 'git', 'build', 'boot', 'store', 'queue', 'reports', 'supervisor', 'lab']

/** Which rooms each room may import, by its public face (src/index.ts). */
const MAY_IMPORT = {
  text: [],
  bisect: [],
  verdict: ['bisect', 'text'],
  contracts: [],
  bisection: ['bisect', 'verdict', 'contracts', 'text'],
  exec: [],
  git: ['exec', 'text'],
  build: ['exec', 'text'],
  boot: ['exec'],
  // bisection holds the interfaces that these three fill; exec the one class of fault that all
  // adapters throw.
  store: ['bisection', 'contracts', 'exec'],
  queue: ['bisection', 'contracts', 'exec'],
  // It reads logs for reports, in threads of its own.
  reports: ['bisection', 'contracts', 'exec', 'text', 'verdict'],
  settings: [],
  supervisor: ['exec', 'settings'],
  lab: ['exec'],
  // It starts the command as a user does, compares it with a script that needs an initramfs and a
  // configuration, and asks the engine and the reader of consoles by themselves.
  bench: ['bisect', 'boot', 'build', 'exec', 'lab', 'testing', 'verdict'],
  // It builds and boots kernels that break on purpose. It must not know the reader of consoles,
  // whose answers it is there to check.
  corpus: ['boot', 'build', 'exec', 'lab', 'testing'],
}

const roomRules = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment:
    `packages/${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}. Move what you need into a ` +
    'room that both may import, or take it as an argument and let an app wire it.',
  severity: 'error',
  from: { path: `^packages/${room}/src/`, pathNot: TESTS },
  to: { path: '^(packages|apps)/', pathNot: `^packages/(${[room, ...allowed].join('|')})/` },
}))

const app = (name, { path, pathNot, comment }) => ({
  name: `app-${name}`,
  comment,
  severity: 'error',
  from: { path: `^apps/${name}/src/`, pathNot: TESTS },
  to: { path, pathNot: `^apps/${name}/${pathNot ? `|${pathNot}` : ''}` },
})

/** One room is the only door to each of these: what lies behind it can change in one place. */
const DOORS = [
  [
    'child-processes',
    'exec|supervisor',
    '^(node:)?child_process$|node_modules/execa/',
    'run() or start() of @kbisect/exec',
  ],
  ['git-library', 'git', 'node_modules/simple-git/', '@kbisect/git'],
  ['database', 'store|supervisor', 'node_modules/(@prisma/|pg/)', '@kbisect/store'],
  ['queue-library', 'queue', 'node_modules/bullmq/', '@kbisect/queue'],
  ['redis', 'queue|supervisor', 'node_modules/ioredis/', '@kbisect/queue'],
  ['linear-patterns', 'text', 'node_modules/re2js/', 'compilePattern() of @kbisect/text'],
  ['threads', 'reports|settings', '^(node:)?worker_threads$', 'openLogReader() of @kbisect/reports'],
  ['thread-pool', 'reports', 'node_modules/workerpool/', 'openLogReader() of @kbisect/reports'],
  ['mail', 'reports', 'node_modules/nodemailer/', '@kbisect/reports'],
]

const doorRules = DOORS.map(([name, rooms, path, instead]) => ({
  name: `door-${name}`,
  comment: `Only packages/${rooms.replace('|', ' and packages/')} may import this. Use ${instead} instead.`,
  severity: 'error',
  from: {
    path: '^(packages|apps)/[^/]+/src/',
    pathNot: `^packages/(${rooms}|testing)/|${TESTS}`,
  },
  to: { path },
}))

module.exports = {
  forbidden: [
    ...roomRules,
    ...doorRules,
    app('api', {
      path: '^apps/|^packages/testing/',
      comment:
        'apps/api wires packages together. Code that two apps need belongs in a package; packages/testing is for tests.',
    }),
    app('worker', {
      path: '^apps/|^packages/testing/',
      comment:
        'apps/worker wires packages together. Code that two apps need belongs in a package; packages/testing is for tests.',
    }),
    app('dashboard', {
      path: '^(apps|packages)/',
      pathNot: '^packages/(contracts|text)/',
      comment: 'The dashboard speaks to the API over HTTP: of our rooms it may import contracts and text alone.',
    }),
    app('cli', {
      path: '^(apps|packages)/',
      pathNot: '^packages/(contracts|text|settings|supervisor|lab|build|boot|exec)/',
      comment:
        'The CLI speaks to the API over HTTP: of our rooms it may import contracts, text, settings, supervisor (to start it), lab, and for ' +
        '`kbisect doctor` build, boot and exec.',
    }),
    {
      name: 'adapters-know-no-adapter',
      comment: 'An adapter may import no other adapter but exec: let an app hand one to the other.',
      severity: 'error',
      from: { path: `^packages/(${ADAPTERS.join('|')})/src/`, pathNot: TESTS },
      to: { path: `^packages/(${ADAPTERS.filter((room) => room !== 'exec').join('|')})/`, pathNot: '^packages/$1/' },
    },
    {
      name: 'verdict-takes-types-only',
      comment: 'packages/verdict may import types of bisect, no code: use `import type`.',
      severity: 'error',
      from: { path: '^packages/verdict/src/', pathNot: TESTS },
      to: { path: '^packages/bisect/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-rooms-do-no-io',
      comment:
        'text, bisect, verdict, contracts and bisection are pure: no file, no clock, no process. Take the value as an argument. ' +
        '(Hashing is pure, so node:crypto is let in for createHash.)',
      severity: 'error',
      from: { path: '^packages/(text|bisect|verdict|contracts|bisection)/src/', pathNot: TESTS },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'engine-without-libraries',
      comment: 'bisect and verdict use no npm package; contracts uses typebox, bisection what contracts uses.',
      severity: 'error',
      from: { path: '^packages/(bisect|verdict|contracts|bisection)/src/', pathNot: TESTS },
      to: { path: 'node_modules/', pathNot: 'node_modules/typebox/' },
    },
    {
      name: 'public-face-only',
      comment:
        'Import another room by its package name: what its src/index.ts exports is all that others may use, and what the few further entries of its package.json do.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: {
        path: '^(packages|apps)/[^/]+/(src|dist)/',
        pathNot:
          '^$1/$2/|^packages/([^/]+/src/index|testing/src/suites/index|contracts/src/words|settings/src/start|lab/src/scenarios/all)\\.ts$',
      },
    },
    {
      name: 'testing-is-for-tests',
      comment:
        'packages/testing may be imported by tests alone, and by benchmarks and the corpus, which are no part of the program either.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: `^packages/(testing|bench|corpus)/|${TESTS}` },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'no-import-of-tests',
      comment: 'A test or a fixture must not be part of the program: move what is shared into a file of its own.',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other, if only for a type, are one file, or lack a third that both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere: a typing mistake, or a package that is not installed.',
      severity: 'error',
      from: { pathNot: '^apps/dashboard/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages',
      comment:
        'The program imports a package that is only there for development: add it to the dependencies of its room.',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: `${TESTS}|^packages/(testing|bench)/|^apps/dashboard/` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The client imports types that its test generates.
    exclude: { path: '(^|/)(dist|generated)/|^apps/api/client/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    moduleSystems: ['es6', 'cjs'],
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}
