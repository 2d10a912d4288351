import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Which way imports may point: routes → lib → api. A page may not reach into another page, and what two pages
// share lives in lib/.
const layers = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  { ignores: ['src/api/schema.d.ts', 'node_modules'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // The one place that may write HTML is lib/html.ts: it owns the only Trusted Types policy.
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Use lib/html.ts.' },
        { property: 'insertAdjacentHTML', message: 'Use lib/html.ts.' },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  // A fixture without dependencies is written with an empty pattern.
  { files: ['e2e/**'], rules: { 'no-empty-pattern': 'off' } },
  layers(['src/lib/**'], [{ group: ['**/routes/*'], message: 'lib/ knows no page.' }]),
  layers(
    ['src/api/**'],
    [
      {
        group: ['../lib/*', '!../lib/token', '**/routes/*'],
        message: 'api/ knows the generated types and the token.',
      },
    ],
    ['src/api/*.test.ts'],
  ),
  layers(
    ['src/routes/**'],
    [{ group: ['../../routes/*', '../*/*Page'], message: 'A page uses no other page.' }],
  ),
  {
    files: ['**/*.mjs', 'src/boot.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        document: 'readonly',
        location: 'readonly',
        localStorage: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
);
