// The rules of the house: no `any`, no forgotten promises, the desktop reached through one folder, and imports downwards only.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const desktop = {
  group: ['@tauri-apps/*'],
  message: 'Only src/lib/transport/tauri.ts may reach the desktop; take a Transport instead.',
};

const WRITTEN = 'Numbers and times are written by src/lib/locale.ts, in one locale that was chosen with care.';

/** From the ground up: a folder may import from those before it, and from itself. The screens do not reach into each other. */
const TIERS = ['transport', 'base', 'look', 'parts', 'status', 'actions', 'session', 'connection'];
const SCREENS = ['deployment', 'deployments', 'settings', 'wizard'];

/** Forbids imports that go up a tier. */
const below = (files, folders, message) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [desktop, { group: [...folders.map((one) => `**/${one}/**`), '**/App.svelte'], message }] },
    ],
  },
});

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/lib/transport/types.ts', 'src/dev/readings.ts'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        projectService: true,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-imports': ['error', { patterns: [desktop] }],
      'no-restricted-globals': ['error', { name: 'Intl', message: WRITTEN }],
      'no-restricted-properties': [
        'error',
        ...['String', 'DateString', 'TimeString'].map((what) => ({ property: `toLocale${what}`, message: WRITTEN })),
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // The content policy refuses style attributes written into markup; `style:` directives go through the object model and pass.
      'no-restricted-syntax': ['error', { selector: 'SvelteAttribute[key.name="style"]', message: 'Use a class or a style: directive.' }],
      // Plain maps are meant where they are used: reactivity is said with $state only.
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // The Svelte parser gives snippets and props types the rules cannot follow; svelte-check covers these.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
    },
  },
  ...TIERS.map((tier, at) =>
    below(
      [`src/lib/${tier}/**`],
      [...TIERS.slice(at + 1), ...SCREENS],
      `${tier} stands below this: take what it needs as a prop, or move what both need down.`,
    ),
  ),
  below(
    ['src/lib/locale.ts', 'src/lib/failures.ts'],
    [...TIERS.slice(2), ...SCREENS],
    'Words stand on the ground: take what they need as an argument.',
  ),
  ...SCREENS.map((screen) =>
    below(
      [`src/lib/${screen}/**`],
      SCREENS.filter((other) => other !== screen),
      'Screens do not reach into each other: move what both need into a part.',
    ),
  ),
  {
    files: ['src/lib/locale.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['src/lib/transport/tauri.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['eslint.config.js', 'svelte.config.js'],
    extends: [ts.configs.disableTypeChecked],
  },
);
