import { builtinModules } from 'node:module';
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const sources = ['src/**/*.ts'];
const lessons = ['src/publisher.ts', 'src/listener.ts'];
const tests = ['test/**/*.ts'];
const configs = ['*.mjs', '*.cjs', '*.mts'];

/** What is handed in, never taken: with it the server runs in virtual time and a seed repeats a run. */
const pure = [
  'src/protocol/**/*.ts',
  'src/server/**/*.ts',
  'src/harness/{history,generators,checkers}/**/*.ts',
];

const handedIn =
  'is handed in here (see src/base): it makes virtual time and repeatable runs possible.';
const ambientGlobals = [
  'Date',
  'performance',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'queueMicrotask',
  'process',
  'crypto',
  'console',
  // The way round all of the above.
  'globalThis',
  'global',
].map((name) => ({ name, message: `${name} ${handedIn}` }));

const endOfProcess = ['exit', 'exitCode', 'abort', 'reallyExit'].map((property) => ({
  object: 'process',
  property,
  message: 'Only the commands and the lessons end the process: return or throw instead.',
}));

const importStyle = [
  ...builtinModules
    .filter((name) => !name.startsWith('node:') && !name.startsWith('_'))
    .map((name) => ({ name, message: `Write node:${name}.` })),
  {
    name: 'node:process',
    message: 'Use the global, which the rules about ending the process know.',
  },
];
const importPatterns = [
  { regex: '^\\.{1,2}/.*\\.[cm]?[jt]s$', message: 'Imports have no extension: this is CommonJS.' },
];

const handedInRandomness = {
  name: 'node:crypto',
  importNames: [
    'default',
    'getRandomValues',
    'randomBytes',
    'randomFill',
    'randomFillSync',
    'randomInt',
    'randomUUID',
    'webcrypto',
  ],
  message: `Randomness ${handedIn}`,
};

export default defineConfig(
  { ignores: ['dist/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  eslint.configs.recommended,

  {
    name: 'TypeScript',
    files: ['**/*.{ts,mts}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: 'error',
      // One switch per set of ops or messages, and the compiler knows that it is whole.
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Sources are also run file by file (vitest), where a type that looks like a value is not found.
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      // Ports and sequences read best as they are; booleans, objects and nothing at all are still mistakes.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => socket.end()` says what it does.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `while (true)` is honest about a loop that ends inside.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // It asks for `bytes[at]!` where `bytes[at] as number` says what the value is. Both are for loops
      // over bytes, whose bound the loop has checked; elsewhere a value that may be missing is tested.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // A leading _ marks a parameter that an interface asks for; _ alone counts the turns of a loop.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_$' },
      ],
      'no-restricted-imports': ['error', { paths: importStyle, patterns: importPatterns }],
    },
  },

  {
    name: 'only the commands and the lessons end the process',
    files: sources,
    // The third and the fourth are main files of processes, too.
    ignores: [
      'src/cli/main.ts',
      'src/cli/nats-streaming-server.ts',
      'src/cli/embedded-target.ts',
      'src/bench/load/worker.ts',
      ...lessons,
    ],
    rules: { 'no-restricted-properties': ['error', ...endOfProcess] },
  },

  {
    name: 'clock, timers, randomness and log are handed in',
    files: pure,
    rules: {
      'no-restricted-globals': ['error', ...ambientGlobals],
      'no-restricted-properties': [
        'error',
        ...endOfProcess,
        { object: 'Math', property: 'random', message: `Math.random ${handedIn}` },
      ],
      'no-restricted-imports': [
        'error',
        { paths: [...importStyle, handedInRandomness], patterns: importPatterns },
      ],
    },
  },

  {
    name: 'tests',
    files: tests,
    rules: {
      // Tests look at parsed JSON, hand over stand-ins, and know what they have just put there.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  {
    name: 'configuration of tools',
    files: configs,
    languageOptions: { globals: { module: 'writable' } },
  },
);
